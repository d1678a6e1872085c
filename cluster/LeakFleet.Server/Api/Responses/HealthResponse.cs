namespace LeakFleet.Server.Api;

/// <summary>Answer of <c>/healthz</c>.</summary>
/// <param name="Status"><c>ok</c>, or why not.</param>
public sealed record HealthResponse(string Status, string Version);
