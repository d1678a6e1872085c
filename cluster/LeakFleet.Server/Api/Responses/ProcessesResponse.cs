namespace LeakFleet.Server.Api;

/// <summary>Answer of <c>/api/v1/processes</c>: leaking ones first, unless sorted otherwise.</summary>
/// <param name="Total">Processes that match, on this page or not.</param>
/// <param name="NextCursor">The <c>cursor</c> of the next page; null on the last.</param>
public sealed record ProcessesResponse(
    DateTimeOffset At, IReadOnlyList<ProcessResponse> Processes, int Total, string? NextCursor, IReadOnlyList<PartialResponse> Partial);
