using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>
/// A morning's rise, or a cache that fills, can look like a leak to a process by itself. Its siblings know more: where they rise as it does, it is no bad
/// replica, and their mean, in which the noise of each has averaged out, must show growth too, and none that age contradicts. Until it does, a finding of
/// processes waits. So does a rise of the young up to what the old hold anyway. Nothing that was shown is taken back by this, nor is what only a few of the replicas do.
/// </summary>
internal static class SiblingHold
{
    /// <summary>Of the significance, for what few of many replicas have: it is asked for at each look.</summary>
    private const double FewShare = 0.1;

    public static bool Holds(
        LeakGroup group, IReadOnlyList<ServiceGrowth> growths, IReadOnlyCollection<ProcessReport> reports, FindingLedger ledger, DetectionOptions options)
    {
        if (ledger.TryFind(group.Fingerprint, out var record) && record is { IsShown: true, State: not FindingState.Resolved }) return false;
        return IsChance(group, reports, options) || IsStillBelowTheOld(group, reports, options) || group.Found.Count > 0 && group.Grown.Count == 0 && IsContradicted(group, growths);
    }

    /// <summary>Of twenty replicas one is wrong twenty times as often: while few of many have it, each counts as a test.</summary>
    private static bool IsChance(LeakGroup group, IReadOnlyCollection<ProcessReport> reports, DetectionOptions options)
    {
        if (group.Found.Count == 0) return false;
        var watched = reports.Count(r => ReplicaWatch.Milliseconds(r) >= options.SpanMin.TotalMilliseconds);
        return 2 * group.Found.Count < watched && group.Found.Min(f => f.Finding.PValue) * watched > FewShare * options.Significance;
    }

    private static bool IsStillBelowTheOld(LeakGroup group, IReadOnlyCollection<ProcessReport> reports, DetectionOptions options)
    {
        var pace = new ReplicaPace(group, 0);
        var older = new OlderSiblings(pace, reports, options);
        var rising = group.Found.Count > 0 ? [.. group.Found.Select(f => f.Report)] : reports.Where(pace.IsAffected).ToList();
        return rising.Count > 0 && 2 * rising.Count(older.HoldAsMuch) > rising.Count;
    }

    private static bool IsContradicted(LeakGroup group, IReadOnlyList<ServiceGrowth> growths)
    {
        var versions = group.Found.Select(f => f.Report.Version).ToHashSet(StringComparer.Ordinal);
        var isContradicted = false;
        foreach (var growth in growths)
        {
            if (growth.Kind != (group.IsOfTypes ? FindingKind.ManagedType : group.Kind) || growth.Type != group.Type && !group.Found.Any(f => f.Finding.Growing.Count > 0 && f.Finding.Growing[0].Type == growth.Type)) continue;
            foreach (var result in growth.ByVersion.Where(v => versions.Contains(v.Key)).Select(v => v.Value).Prepend(growth.Pooled))
            {
                if (result.Verdict == Verdict.Leak) return false;
                isContradicted |= result.Verdict != Verdict.Learning && 2 * result.Growing >= result.Replicas;
            }
        }

        return isContradicted;
    }
}
