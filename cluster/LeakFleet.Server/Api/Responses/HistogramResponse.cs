namespace LeakFleet.Server.Api;

/// <summary>Answer of <c>/api/v1/histograms/{key}</c>: what the heap of a process consists of, or what changed in it between two points in time.</summary>
/// <param name="FromAt">The earlier point that is compared; null without a comparison.</param>
/// <param name="ToAt">The later one.</param>
/// <param name="HeapBytes">All managed survivors; null before the first histogram.</param>
/// <param name="OtherBytes">Of types that are not followed one by one.</param>
/// <param name="Completeness">How much of the heap the last histogram covers.</param>
public sealed record HistogramResponse(
    DateTimeOffset At,
    string Process,
    DateTimeOffset? FromAt,
    DateTimeOffset? ToAt,
    long? HeapBytes,
    long? OtherBytes,
    CompletenessResponse? Completeness,
    IReadOnlyList<HistogramRowResponse> Types,
    IReadOnlyList<PartialResponse> Partial);
