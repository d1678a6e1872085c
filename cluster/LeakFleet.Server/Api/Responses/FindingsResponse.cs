namespace LeakFleet.Server.Api;

/// <summary>Answer of <c>/api/v1/findings</c>: open findings, most urgent first.</summary>
public sealed record FindingsResponse(DateTimeOffset At, IReadOnlyList<FleetFindingResponse> Findings);
