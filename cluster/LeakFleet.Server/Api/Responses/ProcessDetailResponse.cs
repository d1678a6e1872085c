namespace LeakFleet.Server.Api;

/// <summary>Answer of <c>/api/v1/processes/{key}</c>: one process with its series.</summary>
/// <param name="Collections">The newest garbage collections, oldest first.</param>
public sealed record ProcessDetailResponse(
    DateTimeOffset At,
    ProcessResponse Process,
    string CommandLine,
    string EntryAssembly,
    IReadOnlyList<TypeResponse> Types,
    IReadOnlyList<PointResponse> HeapBytes,
    IReadOnlyList<PointResponse> RssBytes,
    MemoryResponse? Memory,
    CompletenessResponse? LastCompleteness,
    IReadOnlyList<CollectionResponse> Collections);
