using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>
/// Puts together what is one leak. A leaked graph grows in many types, and replicas need not agree on which of them names it: findings of managed types
/// belong together when the type that names one grows in the other, or an application's type in both. Types that only grow over all replicas belong to a leak in which they grow too; those
/// that belong to none are one leak together, as they would be in a single process.
/// </summary>
internal static class LeakGrouping
{
    /// <summary>Fingerprints compared with each other; each pair costs.</summary>
    private const int GroupsMax = 128;

    /// <summary>Of one test: the leak itself is established.</summary>
    private const double InStepPValueMax = 0.05;

    public static IReadOnlyList<LeakGroup> Of(IReadOnlyList<ProcessReport> reports, IReadOnlyList<ServiceGrowth> growths, FindingLedger ledger, DetectionOptions options)
    {
        var groups = Merge(ByFingerprint(reports));
        foreach (var group in groups) NameByVote(group);
        foreach (var growth in growths)
            if (growth.IsLeak) Attach(growth, groups);
        foreach (var group in groups)
        {
            if (group.Found.Count == 0) NameByGrowth(group, growths);
            KeepName(group, ledger);
        }

        groups.RemoveAll(group => group.Found.Count == 0 && (!Matters(group, growths, options) || LevelsOff(group, growths)));

        var named = new Dictionary<string, LeakGroup>(StringComparer.Ordinal);
        foreach (var group in groups)
            if (!named.TryAdd(group.Fingerprint, group)) named[group.Fingerprint].Add(group);
        return [.. named.Values];
    }

    private static List<LeakGroup> ByFingerprint(IReadOnlyList<ProcessReport> reports)
    {
        var groups = new Dictionary<string, LeakGroup>(StringComparer.Ordinal);
        foreach (var report in reports)
        {
            foreach (var finding in report.Findings)
            {
                if (!groups.TryGetValue(finding.Fingerprint, out var group)) groups.Add(finding.Fingerprint, group = new LeakGroup(finding.Kind));
                group.Found.Add((report, finding));
                if (finding.Type.Length > 0) group.Members.Add(finding.Type);
                foreach (var type in finding.Growing) group.Members.Add(type.Type);
            }
        }

        return [.. groups.OrderByDescending(g => g.Value.Found.Count).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Value)];
    }

    private static List<LeakGroup> Merge(List<LeakGroup> groups)
    {
        var merged = new List<LeakGroup>();
        foreach (var group in groups)
        {
            var same = group.IsOfTypes ? merged.Take(GroupsMax).FirstOrDefault(other => other.IsOfTypes && !AreTwo(group, other) && AreOne(group, other)) : null;
            if (same is null) merged.Add(group);
            else same.Add(group);
        }

        return merged;
    }

    /// <summary>A process that has both has looked at them side by side: there they are two leaks, whatever another one takes them for.</summary>
    private static bool AreTwo(LeakGroup group, LeakGroup other)
    {
        var reports = other.Found.Select(f => f.Report.Process).ToHashSet();
        return group.Found.Any(f => reports.Contains(f.Report.Process));
    }

    /// <summary>
    /// They share a type that says something; or one is named by a type that says nothing and grows in the other too. A string in common is not enough for
    /// two leaks that have names.
    /// </summary>
    private static bool AreOne(LeakGroup group, LeakGroup other) =>
        other.Members.Contains(group.Found[0].Finding.Type) || other.Found.Any(f => group.Members.Contains(f.Finding.Type))
        || group.Members.Any(type => other.Members.Contains(type) && LeadingType.IsTelling(type, ""));

    /// <summary>The name most processes give it, of those that say something.</summary>
    private static void NameByVote(LeakGroup group)
    {
        var best = group.Found.Select(f => f.Finding).GroupBy(f => f.Fingerprint, StringComparer.Ordinal)
            .OrderByDescending(g => LeadingType.IsTelling(g.First().Type, g.First().Assembly))
            .ThenByDescending(g => g.Count())
            .ThenByDescending(g => g.Max(f => f.BytesPerHour))
            .ThenBy(g => g.Key, StringComparer.Ordinal)
            .First().First();
        (group.Kind, group.Type, group.Assembly, group.Fingerprint) = (best.Kind, best.Type, best.Assembly, best.Fingerprint);
    }

    private static void Attach(ServiceGrowth growth, List<LeakGroup> groups)
    {
        var isManaged = growth.Kind == Fingerprint.ManagedType;
        var group = groups.FirstOrDefault(g => (g.Kind == growth.Kind || isManaged && g.IsOfTypes) && (growth.Type.Length == 0 || g.Members.Contains(growth.Type)))
            ?? (isManaged ? groups.FirstOrDefault(g => g.Kind == growth.Kind && g.Found.Count == 0) : null);
        if (group is null) groups.Add(group = new LeakGroup(growth.Kind));
        group.Grown.Add(growth);
        if (growth.Type.Length > 0) group.Members.Add(growth.Type);
    }

    /// <summary>Whether what only replicas together show is large enough, with what grows in step.</summary>
    private static bool Matters(LeakGroup group, IReadOnlyList<ServiceGrowth> growths, DetectionOptions options) =>
        growths.Where(g => IsPart(g, group)).Sum(g => g.Leading.SlopePerHour) >= options.PerHourMin(growths.Max(g => g.HeapBytes));

    /// <summary>
    /// Whether only tables show it, or what is without a name, and what they hold or belong to fills ever more slowly. Tables grow by doublings, which in the mean of replicas hide that; strings and
    /// buffers hide in others: the clearer of the two says what it is.
    /// </summary>
    private static bool LevelsOff(LeakGroup group, IReadOnlyList<ServiceGrowth> growths)
    {
        if (growths.FirstOrDefault(g => g.Type == group.Type && g.Kind == group.Kind)?.Leading is not { Verdict: Verdict.WarmingUp } named) return false;
        return group.Grown.All(g => g.Type.EndsWith(']') || !LeadingType.IsTelling(g.Type, g.Assembly) && named.PValue < g.Leading.PValue);
    }

    private static bool IsPart(ServiceGrowth growth, LeakGroup group) =>
        group.Grown.Contains(growth) || growth.Kind == group.Kind && growth.Leading is { SlopeLow: > 0, PValue: <= InStepPValueMax };

    private static void NameByGrowth(LeakGroup group, IReadOnlyList<ServiceGrowth> growths)
    {
        // Beside what certainly grows a plain test is enough for what belongs to it, when nothing that is certain has a name that says something. How many
        // instances there are is not known here; of one each, none rules another out.
        var certain = Candidates(growths.Where(g => group.Grown.Contains(g) || g.Kind == group.Kind && g.Leading is { Verdict: Verdict.Leak, SlopeLow: > 0, PValue: <= InStepPValueMax }));
        var candidates = Array.Exists(certain, c => LeadingType.IsTelling(c.Type, c.Assembly)) ? certain
            : Candidates(growths.Where(g => IsPart(g, group)));
        if (LeadingType.Choose(candidates) is { } leading && group.Grown[0].Type.Length > 0)
        {
            (group.Type, group.Assembly) = (leading.Type, leading.Assembly);
            group.Members.Add(leading.Type);
        }

        group.Fingerprint = Fingerprint.Of(group.Kind, group.Type);
    }

    private static Candidate[] Candidates(IEnumerable<ServiceGrowth> growths) =>
        [.. growths.Select(g => new Candidate(g.Type, g.Assembly, g.Leading.SlopePerHour, 1))];

    /// <summary>While it still grows a name stays, for another is another finding; but one that says nothing gives way to one that does.</summary>
    private static void KeepName(LeakGroup group, FindingLedger ledger)
    {
        if (!group.IsOfTypes || ledger.TryFind(group.Fingerprint, out var own) && own.State != FindingState.Resolved) return;
        var former = ledger.Records
            .Where(r => r.IsShown && r.State != FindingState.Resolved && r.Finding.Kind is FindingKind.ManagedType or FindingKind.Queue && group.Members.Contains(r.Finding.Type))
            .OrderBy(r => r.SinceUnixMilliseconds).ThenBy(r => r.Finding.Fingerprint, StringComparer.Ordinal)
            .FirstOrDefault();
        if (former is null) return;
        if (LeadingType.IsTelling(former.Finding.Type, former.Finding.Assembly) || !LeadingType.IsTelling(group.Type, group.Assembly))
            (group.Kind, group.Type, group.Assembly, group.Fingerprint) = (former.Finding.Kind, former.Finding.Type, former.Finding.Assembly, former.Finding.Fingerprint);
        else group.FormerFingerprint = former.Finding.Fingerprint;
    }
}
