namespace LeakFleet.Server.Api;

/// <summary>Answer of <c>/api/v1/services</c>.</summary>
/// <param name="Total">Services that match, on this page or not.</param>
/// <param name="NextCursor">The <c>cursor</c> of the next page; null on the last.</param>
public sealed record ServicesResponse(
    DateTimeOffset At, IReadOnlyList<ServiceResponse> Services, int Total, string? NextCursor, IReadOnlyList<PartialResponse> Partial);
