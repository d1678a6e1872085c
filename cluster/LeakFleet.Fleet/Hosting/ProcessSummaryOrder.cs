using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>Leaking processes first, then by service, version and key.</summary>
public sealed class ProcessSummaryOrder : IComparer<ProcessSummary>
{
    public static ProcessSummaryOrder LeakingFirst { get; } = new();

    public int Compare(ProcessSummary? x, ProcessSummary? y)
    {
        if (x is null || y is null) return (x is null ? 1 : 0) - (y is null ? 1 : 0);
        var order = (y.Verdict == Verdict.Leak).CompareTo(x.Verdict == Verdict.Leak);
        if (order == 0) order = string.CompareOrdinal(x.Service, y.Service);
        if (order == 0) order = VersionOrder.Oldest.Compare(x.Version, y.Version);
        if (order == 0) order = string.CompareOrdinal(x.Key.Node, y.Key.Node);
        if (order == 0) order = x.Key.Pid.CompareTo(y.Key.Pid);
        if (order == 0) order = string.CompareOrdinal(x.Key.BootId, y.Key.BootId);
        return order != 0 ? order : x.Key.StartTicks.CompareTo(y.Key.StartTicks);
    }
}
