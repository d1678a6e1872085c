namespace LeakFleet.Server.Api;

/// <summary>One service: its versions and how many replicas of each leak.</summary>
public sealed record ServiceResponse(string Service, IReadOnlyList<VersionResponse> Versions);
