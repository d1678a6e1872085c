namespace LeakFleet.Server.Api;

/// <summary>Answer of <c>/api/v1/findings</c>: most urgent first, unless sorted otherwise.</summary>
/// <param name="Total">Findings that match, on this page or not.</param>
/// <param name="NextCursor">The <c>cursor</c> of the next page; null on the last.</param>
public sealed record FindingsResponse(
    DateTimeOffset At, IReadOnlyList<FleetFindingResponse> Findings, int Total, string? NextCursor, IReadOnlyList<PartialResponse> Partial);
