using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>Says of one leak what only its service can: where it occurs and where not, since which version, and what those that have it share.</summary>
internal sealed class FindingCorrelator(
    string service, IReadOnlyDictionary<string, List<ProcessReport>> versions, VersionHistory history, FindingLedger ledger, FleetOptions options)
{
    /// <summary>Half the width of an 80 % interval by that of a 95 % one, of a normal distribution.</summary>
    private const double EightyByNinetyFive = 1.2816 / 1.96;

    private const double VersionWatchShare = 0.6;

    /// <summary>Shortest spans that a process must have been watched for its version to be compared by how fast it rose.</summary>
    private const double VersionSpans = 5;

    /// <summary>Of the leak's rate: a version that rose at least so fast grew, one that rose less than the other share did not.</summary>
    private const double GrewShareMin = 0.5;
    private const double CleanShareMax = 0.25;

    public FleetFinding Correlate(LeakGroup group, IReadOnlyList<ServiceGrowth> growths)
    {
        var isOfReplicasOnly = group.Found.Count == 0;
        var since = isOfReplicasOnly
            ? group.Grown.Min(g => g.Leading.GrowthStartedUnixMilliseconds)
            : group.Found.Min(f => f.Finding.SinceUnixMilliseconds);
        var pace = new ReplicaPace(group, NoticedAfter(group, since));
        var found = group.Found.Select(f => f.Report).ToHashSet();
        var extent = ExtentOf(versions.Values.Where(reports => reports.Exists(r => found.Contains(r) || isOfReplicasOnly && pace.IsAffected(r))), pace);
        // A replica is accused only with the service behind it: one profile that happens to rise as fast is no proof.
        var takesAlike = isOfReplicasOnly || group.Grown.Count > 0 && extent == Extent.AllReplicas;
        // Young replicas still warm up, those of a version that mends the leak too.
        var watchedMin = Math.Max((long)(VersionSpans * options.Detection.SpanMin.TotalMilliseconds), NoticedAfter(group, since) / 2);
        var evidence = Evidence(group, growths, pace);
        var (rate, low, high) = Rate(group);
        var affectedVersions = new List<VersionCount>();
        var processes = new List<ProcessReport>();
        foreach (var (version, reports) in versions.OrderBy(v => v.Key, VersionOrder.Oldest))
        {
            var affected = reports.Where(r => found.Contains(r) || takesAlike && ReplicaWatch.Milliseconds(r) >= watchedMin && pace.IsAffected(r)).ToList();
            processes.AddRange(affected);
            if (affected.Count > 0) affectedVersions.Add(new VersionCount(version, affected.Count, reports.Count));
        }

        // All of them are young: then the youth of none is an excuse.
        if (processes.Count == 0) processes.AddRange(versions.Values.SelectMany(reports => reports).Where(pace.IsAffected));
        var isCode = extent is Extent.AllReplicas or Extent.Unknown;
        var spanHours = Math.Max(0, processes.Select(r => r.UnixMilliseconds).DefaultIfEmpty(since).Max() - since) / 3_600_000.0;
        Finding[] measured = [.. group.Found.Select(f => f.Finding).Where(f => f.Measure is not null)];
        var forecast = ToLimit(group, processes, rate, low, high, spanHours);
        return new FleetFinding(
            group.Fingerprint,
            group.Kind,
            service,
            group.Type,
            group.Assembly,
            affectedVersions,
            [.. VersionComparison.InOrder(evidence).Where(v => affectedVersions.All(a => a.Version != v.Version)
                && VersionComparison.IsClean(v, evidence, pace.PerHour)).Select(v => v.Version)],
            [.. processes.Select(r => r.Process).OrderBy(key => key.ToString(), StringComparer.Ordinal)],
            since,
            rate,
            // What has ended cannot run out of memory any more.
            forecast.Hours)
        {
            FirstVersion = isCode ? VersionComparison.First(evidence, pace.PerHour) : "",
            HoursToLimitLow = forecast.Low,
            HoursToLimitHigh = forecast.High,
            Extent = extent,
            Pivots = AttributePivots.Find([.. versions.Values.SelectMany(r => r)
                .Select(r => (Report: r, Affected: found.Contains(r) || pace.IsAffected(r)))
                .Where(r => r.Affected || pace.IsUnaffected(r.Report))
                .Select(r => (r.Affected, ReplicaAttributes.Of(r.Report)))]),
            Versions = [.. VersionComparison.InOrder(evidence).Select(v => Trend(v, evidence, pace.PerHour))],
            BytesPerHourLow = low,
            BytesPerHourHigh = high,
            SharedLoad = group.Grown.Count > 0 ? group.Grown[0].Leading.SharedLoad : null,
            IsOfReplicasOnly = isOfReplicasOnly,
            Measure = measured.FirstOrDefault()?.Measure,
            MeasurePerHour = measured.Length == 0 ? 0 : Median([.. measured.Select(f => f.MeasurePerHour)]),
        };
    }

    /// <summary>How long it had grown when it was noticed; by now that is longer for the old, but not for those that start today.</summary>
    private long NoticedAfter(LeakGroup group, long since)
    {
        if (ledger.TryFind(group.Fingerprint, out var record) || ledger.TryFind(group.FormerFingerprint, out record)) return record.NoticedAfterMilliseconds;
        if (group.Found.Count == 0) return (long)options.Detection.SpanMin.TotalMilliseconds;
        return Math.Max((long)options.Detection.SpanMin.TotalMilliseconds, group.Found.Min(f => f.Report.UnixMilliseconds) - since);
    }

    private List<VersionEvidence> Evidence(LeakGroup group, IReadOnlyList<ServiceGrowth> growths, ReplicaPace pace)
    {
        var needed = NoticedAfter(group, group.Found.Count == 0 ? 0 : group.Found.Min(f => f.Finding.SinceUnixMilliseconds));
        var trends = growths.Where(g => (g.Kind == group.Kind || group.IsOfTypes && g.Kind == FindingKind.ManagedType) && (g.Type == group.Type || group.Grown.Contains(g)))
            .OrderByDescending(g => g.Type == pace.Key?.Type).ToList();
        var all = new List<VersionEvidence>();
        foreach (var record in history.Versions)
        {
            var reports = versions.TryGetValue(record.Version, out var known) ? known : [];
            var affected = reports.Count(pace.IsAffected);
            var watched = affected + reports.Count(r => pace.IsUnaffected(r, VersionWatchShare));
            if (watched == 0 && (record.Leaks.TryGetValue(group.Fingerprint, out var then) || record.Leaks.TryGetValue(group.FormerFingerprint, out then))) (affected, watched) = then;
            else if (watched == 0 && Remembered(record, pace, needed) is { } grew) (affected, watched) = (grew ? Math.Max(1, record.Replicas) : 0, Math.Max(1, record.Replicas));
            var trend = trends.Select(t => t.ByVersion.TryGetValue(record.Version, out var result) ? result : (ReplicaResult?)null)
                .FirstOrDefault(r => r is { Verdict: not Verdict.Learning });
            all.Add(new VersionEvidence(
                record.Version, record.FirstStartedUnixMilliseconds, affected, watched,
                trend?.SlopePerHour ?? double.NaN, trend?.SlopeLow ?? double.NaN, trend?.SlopeHigh ?? double.NaN));
        }

        return all;
    }

    /// <summary>Whether a version of which no process could be judged grew, by how fast its longest watched one rose; null when that was not long enough to say.</summary>
    private bool? Remembered(VersionRecord record, ReplicaPace pace, long neededMilliseconds)
    {
        // Only what types rise by is remembered.
        if (pace.Key is not { Kind: FindingKind.ManagedType } key || !(pace.PerHour > 0)) return null;
        var slope = record.Slopes.GetValueOrDefault(key);
        if (record.WatchedMilliseconds < VersionSpans * options.Detection.SpanMin.TotalMilliseconds) return null;
        if (slope >= GrewShareMin * pace.PerHour) return true;
        return slope < CleanShareMax * pace.PerHour || record.WatchedMilliseconds >= neededMilliseconds ? false : null;
    }

    private static Extent ExtentOf(IEnumerable<List<ProcessReport>> affectedVersions, ReplicaPace pace)
    {
        var (affected, watched) = (0, 0);
        foreach (var report in affectedVersions.SelectMany(reports => reports))
        {
            if (pace.IsAffected(report)) affected++;
            else if (!pace.IsUnaffected(report)) continue;
            watched++;
        }

        return ExtentTest.Of(affected, watched);
    }

    private static (double Rate, double Low, double High) Rate(LeakGroup group) => group.Found.Count == 0
        ? (group.Grown.Sum(g => g.Leading.SlopePerHour), group.Grown.Sum(g => g.Leading.SlopeLow), group.Grown.Sum(g => g.Leading.SlopeHigh))
        : (Median([.. group.Found.Select(f => f.Finding.BytesPerHour)]),
            Median([.. group.Found.Select(f => f.Finding.BytesPerHourLow)]),
            Median([.. group.Found.Select(f => f.Finding.BytesPerHourHigh)]));

    /// <summary>Of the replica that runs out first, by its own forecast; without one of its own, by what all of them grow by.</summary>
    private static (double? Hours, double? Low, double? High) ToLimit(
        LeakGroup group, List<ProcessReport> processes, double rate, double low, double high, double spanHours)
    {
        var first = group.Found.Where(f => !f.Report.Exited && f.Finding.HoursToLimit is not null).Select(f => f.Finding).MinBy(f => f.HoursToLimit);
        if (first is not null) return (first.HoursToLimit, first.HoursToLimitLow, first.HoursToLimitHigh);
        if (group.Found.Count > 0) return default;
        if (Soonest(rate) is not { } hours) return default;
        var (soonest, latest) = LimitTime.Spread(hours, spanHours);
        // Neither less sure than the slope is, nor surer than growth is to go on as it does.
        return (hours, Math.Min(soonest, Soonest(rate + (high - rate) * EightyByNinetyFive) ?? soonest), Soonest(rate - (rate - low) * EightyByNinetyFive) is { } slow ? Math.Max(latest, slow) : null);

        double? Soonest(double bytesPerHour) => processes.Where(r => !r.Exited).Min(r => LimitForecast.HoursToLimit(r.Memory, bytesPerHour));
    }

    private static VersionTrend Trend(VersionEvidence version, List<VersionEvidence> all, double perHour) => new(
        version.Version,
        version.FirstStartedUnixMilliseconds,
        VersionComparison.Grows(version, all) ? true : VersionComparison.IsClean(version, all, perHour) ? false : null,
        Known(version.SlopePerHour),
        Known(version.SlopeLow),
        Known(version.SlopeHigh));

    private static double? Known(double value) => double.IsFinite(value) ? value : null;

    private static double Median(double[] values)
    {
        Array.Sort(values);
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
