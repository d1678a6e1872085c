using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>
/// A morning's rise, or a cache that fills, can look like a leak to a process by itself. Its siblings know more: where they rise as it does, it is no bad
/// replica, and their mean, in which the noise of each has averaged out, must show growth too, and none that age contradicts. Until it does, a finding of
/// processes waits. So does a rise of the young up to what the old hold anyway. Nothing that was shown is taken back by this, nor is what only a few of the replicas do.
/// </summary>
internal static class SiblingHold
{
    public static bool Holds(
        LeakGroup group, IReadOnlyList<ServiceGrowth> growths, IReadOnlyCollection<ProcessReport> reports, FindingLedger ledger, DetectionOptions options)
    {
        if (ledger.TryFind(group.Fingerprint, out var record) && record is { IsShown: true, State: not FindingState.Resolved }) return false;
        return IsStillBelowTheOld(group, reports, options) || group.Found.Count > 0 && group.Grown.Count == 0 && IsContradicted(group, growths);
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
