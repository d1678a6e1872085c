namespace LeakFleet.Server.Api;

/// <summary>Answer of <c>/api/v1/types</c>: types across the fleet, the fastest growing first unless sorted otherwise.</summary>
/// <param name="Total">Types that match, on this page or not.</param>
/// <param name="NextCursor">The <c>cursor</c> of the next page; null on the last.</param>
public sealed record FleetTypesResponse(
    DateTimeOffset At, IReadOnlyList<FleetTypeResponse> Types, int Total, string? NextCursor, IReadOnlyList<PartialResponse> Partial);
