namespace LeakFleet.Detection;

/// <summary>What a leak of one kind moves besides itself, and how much of it at most for each of its own.</summary>
/// <param name="NativeBytesEachMax">Native memory that one of it may take.</param>
/// <param name="HandlesEachMax">GC handles, and pinned objects, that one may hold.</param>
/// <param name="DescriptorsEachMax">File descriptors that one may hold.</param>
/// <param name="TakesAllTypes">Whatever types grow beside it do so because of it; else only those that keep pace, and the framework's.</param>
internal readonly record struct CauseRule(
    Measure Measure, double NativeBytesEachMax, double HandlesEachMax, double DescriptorsEachMax, bool TakesAllTypes)
{
    /// <summary>
    /// Causes before effects: what waits for its finalizer still holds its handles, descriptors and memory; a load context that is kept holds what its
    /// assemblies hold; a thread has a stack (8 MiB reserved, of which little is touched), handles, and often a socket it waits for.
    /// </summary>
    public static ReadOnlySpan<CauseRule> InOrder => Rules;

    private static readonly CauseRule[] Rules =
    [
        new(Measure.FinalizerBacklog, double.PositiveInfinity, 10, 10, true),
        new(Measure.LoadContexts, 16 << 20, 1000, 10, true),
        new(Measure.Threads, 4 << 20, 20, 3, false),
        new(Measure.FileDescriptors, 512 << 10, 10, 0, false),
        new(Measure.Handles, 64 << 10, 2, 0, false),
        new(Measure.Pinned, 0, 2, 0, false),
        new(Measure.FragmentationBytes, 0, 0, 0, false),
        new(Measure.NativeBytes, 0, 0, 0, false),
    ];
}
