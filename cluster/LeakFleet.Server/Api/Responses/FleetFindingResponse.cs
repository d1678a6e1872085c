namespace LeakFleet.Server.Api;

/// <summary>One leak across the fleet: the same fingerprint in one service, wherever it occurs.</summary>
/// <param name="Sentence">The finding as people say it.</param>
/// <param name="Processes">Keys of the processes that leak.</param>
public sealed record FleetFindingResponse(
    string Fingerprint,
    string Kind,
    string Service,
    string Type,
    string Assembly,
    string Sentence,
    IReadOnlyList<VersionResponse> AffectedVersions,
    IReadOnlyList<string> UnaffectedVersions,
    IReadOnlyList<string> Processes,
    DateTimeOffset SinceAt,
    double? BytesPerHour,
    double? HoursToLimit);
