namespace LeakFleet.Detection;

/// <summary>What is followed of a process as a whole, beside its types. The numbers are the rows of <see cref="MeasureFloors"/>, and are saved.</summary>
public enum Measure : byte
{
    /// <summary>Anonymous resident memory minus what the collector has committed: malloc, stacks, the loader's and the compiler's own.</summary>
    NativeBytes = 0,

    /// <summary>Free space inside gen2 and the large object heap after a gen2 collection.</summary>
    FragmentationBytes = 1,

    /// <summary>Objects that earlier collections found dead and that still wait for the finalizer thread.</summary>
    FinalizerBacklog = 2,

    /// <summary>Objects that a gen2 collection had to leave where they were.</summary>
    Pinned = 3,

    /// <summary>GC handles of every kind.</summary>
    Handles = 4,

    Threads = 5,

    FileDescriptors = 6,

    /// <summary>Assemblies and collectible load contexts that a gen2 collection left alive.</summary>
    LoadContexts = 7,

    /// <summary>What is left until the limit that ends the process: its least is its peak. Not judged, but foretold from.</summary>
    HeadroomBytes = 8,

    /// <summary>What the collector has committed: not judged, but it tells whether native memory stands still beside it.</summary>
    CommittedBytes = 9,

    /// <summary>What lies between the free space after a gen2 collection: not judged, but a heap twice as large has twice as many holes.</summary>
    LiveBytes = 10,

    /// <summary>
    /// The number of the last collection, which only rises: its floor is the first of a bucket. How fast it rises tells how much work is done: objects are
    /// allocated with each request, and the collector comes whenever its budget is used up.
    /// </summary>
    CollectionIndex = 11,
}
