using LeakFleet.Fleet;
using LeakFleet.Server.Text;

namespace LeakFleet.Server.Alerts;

/// <summary>What an alert says of its finding, as it was last seen. Everything from a target is printable and bounded from here on.</summary>
public sealed record AlertFacts(
    string Service,
    string Fingerprint,
    string Kind,
    string Type,
    string Sentence,
    string FirstVersion,
    IReadOnlyList<string> Versions,
    int ReplicasAffected,
    DateTimeOffset SinceAt,
    double? BytesPerHour,
    double? HoursToLimit)
{
    private const int VersionsMax = 20;

    /// <summary>By the fingerprint that stays when it becomes known what holds the objects; links by it lead to the finding before and after.</summary>
    public static AlertFacts Of(FleetFinding finding) => new(
        finding.Service, finding.OwnFingerprint, finding.Kind, Printable.Show(finding.Type), Text.Sentence.Of(finding), Printable.Show(finding.FirstVersion),
        [.. finding.AffectedVersions.Take(VersionsMax).Select(v => Printable.Show(v.Version))], finding.Processes.Count,
        Instant.FromUnixMilliseconds(finding.SinceUnixMilliseconds), Finite(finding.BytesPerHour), Finite(finding.HoursToLimit));

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
