namespace LeakFleet.Server.Api;

/// <summary>One garbage collection.</summary>
/// <param name="Kind"><c>blocking</c>, <c>background</c> or <c>foreground</c> (blocking while a background one runs).</param>
public sealed record CollectionResponse(
    long Index,
    int Generation,
    string Reason,
    string Kind,
    DateTimeOffset EndedAt,
    long PauseMicroseconds,
    long HeapBytesAfter,
    long SurvivorBytesAfter,
    long PromotedBytes,
    long? FragmentationBytes,
    long PinnedCount,
    long? HandleCount,
    long? FinalizerBacklogCount);
