namespace LeakFleet.Server.Api;

/// <summary>One process in a list. Sizes and the start are null where not known.</summary>
/// <param name="Verdict"><c>leak</c>, <c>warming-up</c>, <c>healthy</c> or <c>learning</c>.</param>
/// <param name="OtherFindings">Leaks beside <paramref name="Finding"/>.</param>
/// <param name="Explanation">Why it is not called a leak; null for one.</param>
/// <param name="OutOfMemoryAt">When the kernel killed it for want of memory; null when it did not, or nobody knows.</param>
public sealed record ProcessResponse(
    string Key,
    string Node,
    int Pid,
    string Service,
    string Version,
    string Runtime,
    IReadOnlyDictionary<string, string> Labels,
    DateTimeOffset? StartedAt,
    DateTimeOffset LastSeenAt,
    bool Exited,
    string Verdict,
    FindingResponse? Finding,
    long? HeapBytes,
    long? RssBytes,
    long? ContainerLimitBytes,
    int Histograms,
    long DroppedMessages,
    string? Trouble,
    IReadOnlyList<FindingResponse> OtherFindings,
    ExplanationResponse? Explanation,
    DateTimeOffset? OutOfMemoryAt);
