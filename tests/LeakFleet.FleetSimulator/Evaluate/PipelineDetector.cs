using System.Globalization;
using LeakFleet.Fleet;
using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Evaluate;

/// <summary>The product itself, as its hosts drive it: a monitor for each process, their reports to the service, and what the service then says.</summary>
internal sealed class PipelineDetector(FleetOptions options) : IDetector
{
    private readonly Dictionary<ProcessKey, ProcessMonitor> _processes = [];
    private readonly SortedDictionary<string, ServiceMonitor> _services = new(StringComparer.Ordinal);

    public void Observe(Data data, long nowUnixMilliseconds)
    {
        if (!_processes.TryGetValue(data.Process, out var process)) _processes.Add(data.Process, process = new ProcessMonitor(data.Process, options));
        var observation = process.Observe(data, nowUnixMilliseconds);
        if (observation.FormerService is { } former && _services.TryGetValue(former, out var left)) left.Forget(data.Process);
        if (!observation.ReportDue || process.Service.Length == 0) return;
        if (!_services.TryGetValue(process.Service, out var service))
            _services.Add(process.Service, service = new ServiceMonitor(process.Service, options));
        service.Report(process.Report());
    }

    public IReadOnlyList<Claim> Look(long nowUnixMilliseconds)
    {
        Expire(nowUnixMilliseconds);
        var claims = new List<Claim>();
        foreach (var service in _services.Values)
            foreach (var finding in service.Findings())
                claims.Add(new Claim(
                    finding.Fingerprint,
                    finding.Kind,
                    finding.Type,
                    finding.Processes,
                    finding.FirstVersion,
                    finding.HoursToLimitLow,
                    finding.HoursToLimitHigh)
                {
                    Note = Note(finding),
                    VersionNote = VersionNote(finding),
                });
        return claims;
    }

    private static string Note(FleetFinding finding) => string.Create(
        CultureInfo.InvariantCulture,
        $"{finding.BytesPerHour / 1048576:0.##} MiB/h ({finding.BytesPerHourLow / 1048576:0.##}..{finding.BytesPerHourHigh / 1048576:0.##}){(finding.IsOfReplicasOnly ? ", of replicas only" : "")}, shared load {finding.SharedLoad:0.00}");

    private static string VersionNote(FleetFinding finding) =>
        $"{finding.Extent}: {string.Join(", ", finding.Versions.Select(version => $"{version.Version} {version.Grows switch { true => "grows", false => "does not", null => "unknown" }}"))}";

    /// <summary>As the host does: what exited is forgotten after a time, so is what fell silent.</summary>
    private void Expire(long nowUnixMilliseconds)
    {
        foreach (var process in _processes.Values)
        {
            var kept = process.IsExited ? options.ExitedKept : options.SilentKept;
            if (nowUnixMilliseconds - process.LastSeenUnixMilliseconds < (long)kept.TotalMilliseconds) continue;
            _processes.Remove(process.Key);
            if (_services.TryGetValue(process.Service, out var service)) service.Forget(process.Key);
        }

        foreach (var service in _services.Values) service.Expire(nowUnixMilliseconds);
    }
}
