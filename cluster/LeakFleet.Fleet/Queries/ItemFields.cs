using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>What items have in the fields that filters, groups and searches ask for.</summary>
internal static class ItemFields
{
    private static readonly string[] NamespaceLabels = ["k8s.namespace.name", "service.namespace"];
    private static readonly string[] PodLabels = ["k8s.pod.name"];

    public static IEnumerable<string> Of(ProcessSummary process, FilterField field) => field.Name switch
    {
        "service" => [process.Service],
        "version" => [process.Version],
        "node" => [process.Key.Node],
        "namespace" => Label(process, NamespaceLabels),
        "pod" => Label(process, PodLabels),
        "type" => Leaks(process).SelectMany(f => f.Growing.Select(t => t.Type).Prepend(f.Type)).Where(t => t.Length > 0),
        "kind" => Leaks(process).Select(f => f.Kind),
        "state" => [process.Exited ? "exited" : "running"],
        "verdict" => [Word(process.Verdict)],
        _ when field.IsLabel => process.Labels.TryGetValue(field.Name[FilterField.LabelPrefix.Length..], out var value) ? [value] : [],
        _ => [],
    };

    /// <summary>Of a finding itself; what its processes have is asked of them.</summary>
    public static IEnumerable<string> Of(FleetFinding finding, FilterField field, FleetPart part) => field.Name switch
    {
        "service" => [finding.Service],
        "version" => finding.AffectedVersions.Select(v => v.Version),
        "type" => Types(finding, part),
        "kind" => [finding.Kind],
        "state" => [Word(finding.State)],
        "extent" => [Word(finding.Extent)],
        // By the name that its processes give it, too: that is what it had before its holder was known; and by the one that it had while another holder was.
        "fingerprint" => new[] { finding.Fingerprint, finding.TypeFingerprint, finding.FormerFingerprint }.Where(name => name.Length > 0),
        "node" => finding.Processes.Select(p => p.Node).Distinct(StringComparer.Ordinal),
        _ => finding.Processes.SelectMany(key => part.Find(key) is { } process ? Of(process, field) : []).Distinct(StringComparer.Ordinal),
    };

    public static bool Contains(ProcessSummary process, string word) =>
        Has(process.Service, word) || Has(process.Version, word) || Has(process.Key.ToString(), word)
        || process.Labels.Values.Any(v => Has(v, word))
        || Leaks(process).Any(f => Has(f.Type, word) || Has(f.Kind, word) || f.Fingerprint == word || f.Growing.Any(t => Has(t.Type, word)));

    public static bool Contains(FleetFinding finding, string word, FleetPart part) =>
        Has(finding.Service, word) || Has(finding.Type, word) || Has(finding.Kind, word) || Has(finding.Assembly, word) || Has(finding.Fingerprint, word) || Has(finding.OwnFingerprint, word) || Has(finding.FormerFingerprint, word)
        || finding.AffectedVersions.Any(v => Has(v.Version, word))
        || finding.Processes.Any(key => part.Find(key) is { } process ? Contains(process, word) : Has(key.ToString(), word));

    public static IEnumerable<Finding> Leaks(ProcessSummary process) => process.Finding is { } first ? process.OtherFindings.Prepend(first) : process.OtherFindings;

    public static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Leak => "leak",
        Verdict.Healthy => "healthy",
        Verdict.WarmingUp => "warming-up",
        _ => "learning",
    };

    public static string Word(FindingState state) => state switch
    {
        FindingState.Regressed => "regressed",
        FindingState.Resolved => "resolved",
        _ => "open",
    };

    public static string Word(Extent extent) => extent switch
    {
        Extent.OneReplica => "one-replica",
        Extent.SomeReplicas => "some-replicas",
        Extent.AllReplicas => "all-replicas",
        _ => "unknown",
    };

    /// <summary>The type that names it, and those that grow with it in any of its processes.</summary>
    private static IEnumerable<string> Types(FleetFinding finding, FleetPart part)
    {
        if (finding.Type.Length > 0) yield return finding.Type;
        foreach (var key in finding.Processes)
            foreach (var leak in part.Find(key) is { } process ? Leaks(process) : [])
                if (leak.Fingerprint == finding.OwnFingerprint)
                    foreach (var type in leak.Growing) yield return type.Type;
    }

    private static IEnumerable<string> Label(ProcessSummary process, string[] names)
    {
        foreach (var name in names)
            if (process.Labels.TryGetValue(name, out var value)) return [value];
        return [];
    }

    private static bool Has(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);
}
