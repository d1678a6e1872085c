using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>
/// Judges the types that the replicas of a service find suspicious, over all replicas and in each version by itself, and then all of them together: as many
/// tests count as the processes made, since what reaches the service was chosen from them for its rise.
/// </summary>
internal static class ServiceJudge
{
    /// <summary>Types judged for one service, those most replicas report.</summary>
    public const int TypesMax = 64;

    /// <summary>Versions judged by themselves, the newest; older ones are known from when they were new.</summary>
    public const int VersionsMax = 4;

    private const double ReportedShareMin = 0.4;

    /// <summary>What rises by less than this part of the smallest slope that matters is spared the test.</summary>
    private const double ScreenShare = 0.25;

    /// <param name="reports">In the order of their keys.</param>
    public static IReadOnlyList<ServiceGrowth> Judge(IReadOnlyList<ProcessReport> reports, DetectionOptions options)
    {
        var watched = reports.Select(r => new WatchedReplica(r)).Where(w => w.To - w.From >= options.SpanMin.TotalMilliseconds).ToList();
        if (watched.Count < ReplicaTest.ReplicasMin) return [];
        var versions = watched.GroupBy(w => w.Report.Version, StringComparer.Ordinal)
            .Where(g => g.Count() >= ReplicaTest.ReplicasMin && g.Count() < watched.Count)
            .OrderByDescending(g => g.Min(w => w.Report.StartedUnixMilliseconds)).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Take(VersionsMax)
            .Select(g => (Version: g.Key, Replicas: g.ToList()))
            .ToList();
        var candidates = watched.SelectMany(w => w.Profiles.Keys).GroupBy(key => key).Where(g => g.Count() >= ReplicaTest.ReplicasMin)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key.Type, StringComparer.Ordinal).ThenBy(g => g.Key.Kind, StringComparer.Ordinal)
            .Take(TypesMax).Select(g => g.Key).ToList();
        var judged = candidates.Select(key => Judge(key, watched, versions, options)).OfType<ServiceGrowth>().ToList();
        return Select(judged, watched.Max(w => w.TypesTested), options);
    }

    private static ServiceGrowth? Judge(
        ProfileKey key, List<WatchedReplica> watched, List<(string Version, List<WatchedReplica> Replicas)> versions, DetectionOptions options)
    {
        if (!IsWorthTesting(key, watched, options.ForReplicas())) return null;
        var pooled = ReplicaTest.Judge([.. watched.Select(w => w.Series(key))], options);
        var leading = pooled;
        var byVersion = new SortedDictionary<string, ReplicaResult>(StringComparer.Ordinal);
        foreach (var (version, replicas) in versions)
        {
            if (replicas.Count(r => r.Profiles.ContainsKey(key)) < ReportedShareMin * replicas.Count) continue;
            var result = ReplicaTest.Judge([.. replicas.Select(w => w.Series(key))], options);
            byVersion.Add(version, result);
            if (IsBetter(result, leading)) leading = result;
        }

        // The best of several is corrected for having been chosen (Bonferroni).
        leading = leading with { PValue = Math.Min(1, leading.PValue * (1 + byVersion.Count)) };
        return new ServiceGrowth(key.Kind, key.Type, key.Assembly, pooled, byVersion, leading, false, watched.Max(w => w.TypesTested), watched.Max(w => w.HeapBytes));
    }

    private static bool IsWorthTesting(ProfileKey key, List<WatchedReplica> watched, DetectionOptions options)
    {
        var slopeMin = ScreenShare * options.TypePerHourMin(watched.Max(w => w.HeapBytes));
        foreach (var replica in watched)
            if (replica.Profiles.TryGetValue(key, out var profile) && ProfileSlope.PerHour(profile, 0) is { } slope && slope >= slopeMin) return true;
        return false;
    }

    private static bool IsBetter(ReplicaResult one, ReplicaResult other) =>
        one.Verdict == Verdict.Leak != (other.Verdict == Verdict.Leak) ? one.Verdict == Verdict.Leak : one.Verdict == Verdict.Leak && one.PValue < other.PValue;

    private static List<ServiceGrowth> Select(List<ServiceGrowth> judged, int typesTested, DetectionOptions options)
    {
        var pValues = new double[Math.Max(judged.Count, typesTested)];
        Array.Fill(pValues, 1.0);
        for (var i = 0; i < judged.Count; i++) pValues[i] = judged[i].Leading.PValue;
        var accepted = new bool[pValues.Length];
        FalseDiscovery.Select(pValues, options.Significance, accepted);
        for (var i = 0; i < judged.Count; i++)
            judged[i] = judged[i] with { IsLeak = accepted[i] && judged[i].Leading.Verdict == Verdict.Leak && judged[i].Leading.IsBeyondLoad(options.Significance) };
        return judged;
    }
}
