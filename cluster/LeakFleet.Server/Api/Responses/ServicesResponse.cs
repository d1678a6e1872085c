namespace LeakFleet.Server.Api;

/// <summary>Answer of <c>/api/v1/services</c>.</summary>
public sealed record ServicesResponse(DateTimeOffset At, IReadOnlyList<ServiceResponse> Services);
