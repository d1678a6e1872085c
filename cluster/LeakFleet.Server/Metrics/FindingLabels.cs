using LeakFleet.Detection;
using LeakFleet.Fleet;
using LeakFleet.Server.Text;

namespace LeakFleet.Server.Metrics;

/// <summary>
/// The labels of a finding's series. They follow from its fingerprint and so never change while it lasts: others would be another series, and another alert of the same leak.
/// </summary>
internal static class FindingLabels
{
    /// <summary>A queue is made of managed types and has their fingerprint; of what no type names, the type that grows beside it may come and go.</summary>
    public static KeyValuePair<string, object?>[] Of(FleetFinding finding) => finding.Kind switch
    {
        FindingKind.ManagedType or FindingKind.Queue => Of(finding, FindingKind.ManagedType, finding.Type),
        var kind => Of(finding, kind, ""),
    };

    /// <summary>What is known of it now.</summary>
    public static KeyValuePair<string, object?>[] Now(FleetFinding finding) => Of(finding, finding.Kind, finding.Type);

    private static KeyValuePair<string, object?>[] Of(FleetFinding finding, string kind, string type) =>
    [
        new("service", Printable.Show(finding.Service)),
        new("kind", kind),
        new("type", Printable.Show(type)),
        // The one that stays when it becomes known what holds the objects.
        new("fingerprint", finding.OwnFingerprint),
    ];
}
