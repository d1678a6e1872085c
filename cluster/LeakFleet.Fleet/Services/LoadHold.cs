using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>
/// A morning's rise looks like a leak to every process by itself. Where all replicas rise together and the old hold no more than the young, a finding of
/// processes waits until age or a whole day speaks. Only where that is known: a service whose replicas all started together is not held back, nor
/// what was already shown, nor what only a few of the replicas do.
/// </summary>
internal static class LoadHold
{
    public static bool Holds(LeakGroup group, IReadOnlyList<ServiceGrowth> growths, FindingLedger ledger)
    {
        if (group.Found.Count == 0 || group.Grown.Count > 0) return false;
        if (ledger.TryFind(group.Fingerprint, out var record) && record is { IsShown: true, State: not FindingState.Resolved }) return false;
        var own = growths.Where(g => g.Kind == group.Kind && (g.Type == group.Type || group.Found.Any(f => f.Finding.Growing.Count > 0 && f.Finding.Growing[0].Type == g.Type))).ToList();
        return own.Count > 0 && own.TrueForAll(g => g.Pooled is { IsLoadDriven: true, Verdict: not Verdict.Leak } && 2 * g.Pooled.Growing >= g.Pooled.Replicas);
    }
}
