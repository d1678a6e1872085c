using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>
/// One service: the newest report of each of its processes, and what they say together. No clock: time comes with the reports and the calls.
/// </summary>
public sealed class ServiceMonitor(string service, FleetOptions options)
{
    private readonly Dictionary<ProcessKey, ProcessReport> _reports = [];

    public bool IsEmpty => _reports.Count == 0;

    /// <summary>Takes the newest report of a process. An older one than that known, arriving late, is ignored.</summary>
    public void Report(ProcessReport report)
    {
        if (_reports.TryGetValue(report.Process, out var known))
        {
            if (known.UnixMilliseconds > report.UnixMilliseconds) return;
        }
        else if (_reports.Count >= options.ServiceProcessesMax)
        {
            _reports.Remove(_reports.Values.MinBy(r => (!r.Exited, r.UnixMilliseconds))!.Process);
        }

        _reports[report.Process] = report;
    }

    /// <summary>The process is forgotten, or counts towards another service from now on.</summary>
    public void Forget(ProcessKey process) => _reports.Remove(process);

    /// <summary>Drops what was not heard of for too long. Says whether anything went.</summary>
    public bool Expire(long nowUnixMilliseconds)
    {
        var oldest = nowUnixMilliseconds - (long)options.ReplicaSilentKept.TotalMilliseconds;
        var silent = _reports.Values.Where(r => r.UnixMilliseconds < oldest).Select(r => r.Process).ToList();
        foreach (var process in silent) _reports.Remove(process);
        return silent.Count > 0;
    }

    public ServiceSummary Summary() => new(
        service,
        [.. ByVersion().Select(v => new VersionCount(v.Key, v.Value.Count(r => r.Findings.Count > 0), v.Value.Count))]);

    /// <summary>One finding for each fingerprint, most urgent first.</summary>
    public IReadOnlyList<FleetFinding> Findings()
    {
        var versions = ByVersion();
        var fingerprints = versions.Values.SelectMany(reports => reports).SelectMany(r => r.Findings.Select(f => (Report: r, Finding: f)))
            .GroupBy(pair => pair.Finding.Fingerprint, StringComparer.Ordinal);
        return [.. fingerprints.Select(group => Correlate([.. group], versions)).Order(FindingUrgency.Order).Take(options.ServiceFindingsMax)];
    }

    private FleetFinding Correlate(
        IReadOnlyList<(ProcessReport Report, Finding Finding)> affected, SortedDictionary<string, List<ProcessReport>> versions)
    {
        // The fastest grower is the clearest witness for what the replicas share.
        var leading = affected.MaxBy(pair => pair.Finding.BytesPerHour).Finding;
        var affectedVersions = new List<VersionCount>();
        var unaffectedVersions = new List<string>();
        foreach (var (version, reports) in versions)
        {
            var count = reports.Count(r => r.Findings.Any(f => f.Fingerprint == leading.Fingerprint));
            if (count > 0) affectedVersions.Add(new VersionCount(version, count, reports.Count));
            else if (reports.Any(r => r.Verdict is Verdict.Healthy or Verdict.Leak)) unaffectedVersions.Add(version);
        }

        return new FleetFinding(
            leading.Fingerprint,
            leading.Kind,
            service,
            leading.Type,
            leading.Assembly,
            affectedVersions,
            unaffectedVersions,
            [.. affected.Select(pair => pair.Report.Process).OrderBy(key => key.ToString(), StringComparer.Ordinal)],
            affected.Min(pair => pair.Finding.SinceUnixMilliseconds),
            Median([.. affected.Select(pair => pair.Finding.BytesPerHour)]),
            // What has ended cannot run out of memory any more.
            affected.Where(pair => !pair.Report.Exited).Min(pair => pair.Finding.HoursToLimit));
    }

    /// <summary>
    /// The replicas that count. Once a version has living replicas, exited ones count only with a finding: a container that is restarted ten
    /// times is not ten healthy replicas, but the leak that killed it must not vanish with it. A version that is gone keeps all of them.
    /// </summary>
    private SortedDictionary<string, List<ProcessReport>> ByVersion()
    {
        var versions = new SortedDictionary<string, List<ProcessReport>>(VersionOrder.Oldest);
        foreach (var group in _reports.Values.GroupBy(r => r.Version, StringComparer.Ordinal))
        {
            var anyLives = group.Any(r => !r.Exited);
            versions.Add(group.Key, [.. group.Where(r => !r.Exited || r.Findings.Count > 0 || !anyLives)]);
        }

        return versions;
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
