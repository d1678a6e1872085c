using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet.Tests.Queries;

/// <summary>Summaries and findings as hosts hold them, without a host.</summary>
internal static class MadeFleet
{
    public static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(Histograms.Start + 24 * 60 * Histograms.Minute);

    public static ProcessSummary Process(
        int pid, string service = "shop", string version = "1.0", string node = "node-1", Finding? finding = null, params (string Name, string Value)[] labels) =>
        new(
            new ProcessKey(node, "0123456789abcdef0123456789abcdef", pid, 1000 + pid), service, version, "10.0.0", labels.ToDictionary(l => l.Name, l => l.Value),
            Histograms.Start, Now.ToUnixTimeMilliseconds(), false, finding is null ? Verdict.Healthy : Verdict.Leak, finding, 1000 * pid, 2000 * pid, -1, 10, 0, "");

    public static Finding Leak(string type, double bytesPerHour = 1000, string kind = FindingKind.ManagedType) => new(
        Fingerprint.Of(kind, type), kind, type, "Shop", [new GrowingType(type, "Shop", bytesPerHour, 10, 100, 10_000, 0.001)], Histograms.Start,
        bytesPerHour, bytesPerHour, bytesPerHour, 0.001, null);

    public static FleetFinding Finding(string type, params ProcessSummary[] processes) => new(
        Fingerprint.Of(FindingKind.ManagedType, type), FindingKind.ManagedType, processes[0].Service, type, "Shop",
        [.. processes.GroupBy(p => p.Version).Select(v => new VersionCount(v.Key, v.Count(), v.Count()))], [], [.. processes.Select(p => p.Key)],
        Histograms.Start, 1000, null);

    public static ListQuery Query(QueryTarget target, params string[] parameters)
    {
        var query = ListQueryReader.Read(Named(parameters), target, Now, out var faults);
        Assert.Empty(faults);
        return query!;
    }

    public static IReadOnlyList<QueryFault> Faults(QueryTarget target, params string[] parameters)
    {
        Assert.Null(ListQueryReader.Read(Named(parameters), target, Now, out var faults));
        return faults;
    }

    /// <summary><c>name=value</c>, split at the first '='.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Named(string[] parameters) =>
        parameters.Select(p => p.Split('=', 2)).Select(p => new KeyValuePair<string, string>(p[0], p[1]));
}
