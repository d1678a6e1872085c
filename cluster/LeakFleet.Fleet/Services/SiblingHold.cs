using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>
/// A morning's rise, or a cache that fills, can look like a leak to a process by itself. Its siblings know more: where they rise as it does, it is no bad
/// replica, and their mean, in which the noise of each has averaged out, must show growth too, and none that age contradicts. Until it does, a finding of
/// processes waits. Nothing that was shown is taken back by this, nor is what only a few of the replicas do.
/// </summary>
internal static class SiblingHold
{
    public static bool Holds(LeakGroup group, IReadOnlyList<ServiceGrowth> growths, FindingLedger ledger)
    {
        if (group.Found.Count == 0 || group.Grown.Count > 0) return false;
        if (ledger.TryFind(group.Fingerprint, out var record) && record is { IsShown: true, State: not FindingState.Resolved }) return false;
        var versions = group.Found.Select(f => f.Report.Version).ToHashSet(StringComparer.Ordinal);
        var isContradicted = false;
        foreach (var growth in growths)
        {
            if (growth.Kind != group.Kind || growth.Type != group.Type && !group.Found.Any(f => f.Finding.Growing.Count > 0 && f.Finding.Growing[0].Type == growth.Type)) continue;
            foreach (var result in growth.ByVersion.Where(v => versions.Contains(v.Key)).Select(v => v.Value).Prepend(growth.Pooled))
            {
                if (result.Verdict == Verdict.Leak) return false;
                isContradicted |= result.Verdict != Verdict.Learning && 2 * result.Growing >= result.Replicas;
            }
        }

        return isContradicted;
    }
}
