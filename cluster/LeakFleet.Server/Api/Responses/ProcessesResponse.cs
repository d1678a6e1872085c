namespace LeakFleet.Server.Api;

/// <summary>Answer of <c>/api/v1/processes</c>: leaking ones first.</summary>
public sealed record ProcessesResponse(DateTimeOffset At, IReadOnlyList<ProcessResponse> Processes);
