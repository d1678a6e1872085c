namespace LeakFleet.Protocol;

/// <summary>One garbage collection, as the runtime's own events describe it.</summary>
/// <param name="Index">The runtime's collection number, from 1.</param>
/// <param name="Generation">0, 1 or 2: the oldest generation collected.</param>
/// <param name="Reason">The runtime's reason code (GCStart event): 0 small allocation, 1 induced, 2 low memory, 4 large allocation, …</param>
/// <param name="Kind">0 blocking, 1 background, 2 blocking while a background one runs.</param>
/// <param name="PauseMicroseconds">All pauses of this collection together.</param>
/// <param name="SizeAfter">Bytes in each generation afterwards.</param>
/// <param name="FragmentationBytes">Free space inside gen2 and the large object heap; -1 when not told.</param>
/// <param name="FinalizationPromotedCount">Objects that this collection found dead and kept for their finalizers.</param>
/// <param name="HandleCount">GC handles in use, of every kind; -1 when not told.</param>
/// <param name="FinalizerBacklogCount">
/// Objects found dead since the finalizer thread last had nothing left to do: at least as many as wait for it. -1 when not told.
/// </param>
public readonly record struct Collection(
    long Index,
    int Generation,
    int Reason,
    int Kind,
    long EndedUnixMilliseconds,
    long PauseMicroseconds,
    GenerationValues SizeAfter,
    long PromotedBytes,
    long FragmentationBytes,
    long FinalizationPromotedCount,
    long PinnedCount,
    long HandleCount = -1,
    long FinalizerBacklogCount = -1);
