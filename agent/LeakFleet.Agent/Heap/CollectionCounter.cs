namespace LeakFleet.Agent.Heap;

/// <summary>
/// Reads a target's own count of collections. With it a walk knows whether anything can have moved: a collection counts itself before it
/// moves the first object, so what was read between two equal answers was read of a heap that stood still but for allocation.
/// </summary>
/// <remarks>Any number of threads may read. A target that falsifies it deceives nobody but those who look at its own histogram.</remarks>
/// <param name="words">Where the count is, when that is known already.</param>
internal sealed class CollectionCounter(MemoryRead memory, CollectionWords? words = null)
{
    private const int GenerationCount = 3;

    /// <summary>A collection adds to one generation's count after the other, and a read may come between: at once it is over.</summary>
    private const int TornReadsMax = 16;

    private CollectionWords? _words = words;

    /// <summary>Looks for the count, unless it is known.</summary>
    public void Locate(ulong coreClrBase)
    {
        _words ??= CollectionWordsFinder.Find(memory, coreClrBase);
    }

    /// <summary>The counts, when no blocking collection is under way; null where they cannot be read.</summary>
    /// <param name="isCollecting">One is under way. The counts hold it, and do not tell whether objects still move.</param>
    public CollectionCounts? Read(out bool isCollecting)
    {
        isCollecting = false;
        if (_words is not { } known) return null;
        Span<ulong> span = stackalloc ulong[(GenerationCount - 1) * known.Stride / sizeof(ulong) + 1];
        for (var torn = 0; torn < TornReadsMax; torn++)
        {
            // In this order: a collection that is in the counts and not yet over would otherwise be taken for one that is.
            if (!memory.TryFill(known.Counts, span) || !memory.TryRead(known.InProgress, out int inProgress)) return null;
            var counts = new CollectionCounts(span[0], span[span.Length / 2], span[^1]);
            if (counts.Gen0 < counts.Gen1 || counts.Gen1 < counts.Gen2) continue;
            isCollecting = inProgress != 0;
            return counts;
        }
        return null;
    }
}
