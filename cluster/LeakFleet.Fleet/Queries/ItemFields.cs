using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>What items have in the fields that filters, groups and searches ask for.</summary>
internal static class ItemFields
{
    private static readonly string[] NamespaceLabels = ["k8s.namespace.name", "service.namespace"];
    private static readonly string[] PodLabels = ["k8s.pod.name"];

    public static FieldValues Of(ProcessSummary process, FilterField field) => field.Name switch
    {
        "service" => FieldValues.Of(process.Service),
        "version" => FieldValues.Of(process.Version),
        "node" => FieldValues.Of(process.Key.Node),
        "namespace" => FieldValues.Of(Label(process, NamespaceLabels)),
        "pod" => FieldValues.Of(Label(process, PodLabels)),
        "type" => process.Finding is null ? FieldValues.None : FieldValues.Of(Leaks(process).SelectMany(f => f.Growing.Select(t => t.Type).Prepend(f.Type)).Where(t => t.Length > 0)),
        "kind" => process.Finding is null ? FieldValues.None : FieldValues.Of(Leaks(process).Select(f => f.Kind)),
        "state" => FieldValues.Of(process.Exited ? "exited" : "running"),
        "verdict" => FieldValues.Of(Word(process.Verdict)),
        _ when field.IsLabel => FieldValues.Of(process.Labels.GetValueOrDefault(field.Name[FilterField.LabelPrefix.Length..])),
        _ => FieldValues.None,
    };

    /// <summary>Of a finding itself; what its processes have is asked of them.</summary>
    public static FieldValues Of(FleetFinding finding, FilterField field, FleetPart part) => field.Name switch
    {
        "service" => FieldValues.Of(finding.Service),
        "version" => FieldValues.Of(finding.AffectedVersions.Select(v => v.Version)),
        "type" => FieldValues.Of(Types(finding, part)),
        "kind" => FieldValues.Of(finding.Kind),
        "state" => FieldValues.Of(Word(finding.State)),
        "extent" => FieldValues.Of(Word(finding.Extent)),
        // By the name that its processes give it, too: that is what it had before its holder was known; and by the one that it had while another holder was.
        "fingerprint" => FieldValues.Of(new[] { finding.Fingerprint, finding.TypeFingerprint, finding.FormerFingerprint }.Where(name => name.Length > 0)),
        "node" => FieldValues.Of(finding.Processes.Select(p => p.Node).Distinct(StringComparer.Ordinal)),
        _ => FieldValues.Of(finding.Processes.SelectMany(key => part.Find(key) is { } process ? Of(process, field).Distinct() : []).Distinct(StringComparer.Ordinal)),
    };

    /// <param name="word">In capitals.</param>
    public static bool Contains(ProcessSummary process, string word) =>
        process.Searched.Contains(word, StringComparison.Ordinal)
        || (process.Finding is not null && Leaks(process).Any(f => f.Fingerprint.Equals(word, StringComparison.OrdinalIgnoreCase)));

    /// <param name="word">In capitals.</param>
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

    private static string? Label(ProcessSummary process, string[] names)
    {
        foreach (var name in names)
            if (process.Labels.TryGetValue(name, out var value)) return value;
        return null;
    }

    private static bool Has(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);
}
