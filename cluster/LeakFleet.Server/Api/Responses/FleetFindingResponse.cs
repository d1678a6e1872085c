namespace LeakFleet.Server.Api;

/// <summary>One leak across the fleet: the same fingerprint in one service, wherever it occurs.</summary>
/// <param name="Sentence">The finding as people say it.</param>
/// <param name="FirstVersion">The version it came with; null when no version is to blame, or it is not known.</param>
/// <param name="Processes">Keys of the processes that leak.</param>
/// <param name="State"><c>open</c>, or <c>regressed</c> when it was resolved before.</param>
/// <param name="Extent"><c>one-replica</c>, <c>some-replicas</c>, <c>all-replicas</c> of the affected versions, or <c>unknown</c>.</param>
/// <param name="Versions">The service's versions side by side, in the order of their first starts.</param>
/// <param name="Pivots">What the affected replicas have in common and the unaffected lack, most telling first.</param>
/// <param name="BytesPerHourLow">Lower end of the 95 % confidence interval.</param>
/// <param name="HoursToLimitLow">Lower end of the 80 % interval; the upper end is null also when the limit may never be reached.</param>
/// <param name="Measure">What rises, for a leak that is named by that and not by types, such as <c>threads</c>; null for one of types.</param>
/// <param name="CountPerHour">By how many that rises in one replica; null for a leak that is told in bytes.</param>
/// <param name="SharedLoad">How far the replicas move together, -1 to 1; null when it was not compared.</param>
public sealed record FleetFindingResponse(
    string Fingerprint,
    string Kind,
    string Service,
    string Type,
    string Assembly,
    string Sentence,
    IReadOnlyList<VersionResponse> AffectedVersions,
    IReadOnlyList<string> UnaffectedVersions,
    string? FirstVersion,
    IReadOnlyList<string> Processes,
    DateTimeOffset SinceAt,
    string State,
    DateTimeOffset? StateSinceAt,
    string Extent,
    IReadOnlyList<VersionTrendResponse> Versions,
    IReadOnlyList<PivotResponse> Pivots,
    double? BytesPerHour,
    double? BytesPerHourLow,
    double? BytesPerHourHigh,
    double? HoursToLimit,
    double? HoursToLimitLow,
    double? HoursToLimitHigh,
    double? SharedLoad,
    string? Measure,
    double? CountPerHour);
