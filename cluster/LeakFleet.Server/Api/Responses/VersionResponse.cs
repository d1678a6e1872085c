namespace LeakFleet.Server.Api;

/// <param name="Affected">Replicas of that version that leak.</param>
/// <param name="Replicas">Replicas of that version seen.</param>
public sealed record VersionResponse(string Version, int Affected, int Replicas);
