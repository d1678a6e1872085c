using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>
/// All services of the in-process host with the index over them. A report only marks its service; findings are put together when somebody asks,
/// since reports come far more often than questions.
/// </summary>
internal sealed class ServiceDirectory(FleetOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ServiceMonitor> _services = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private readonly FleetIndex _index = new(options);

    public void Report(ProcessReport report, string? formerService)
    {
        lock (_gate)
        {
            if (formerService is not null) ForgetUnderGate(formerService, report.Process);
            // Before its first description nobody knows whose it is.
            if (report.Service.Length == 0) return;
            if (!_services.TryGetValue(report.Service, out var service))
                _services.Add(report.Service, service = new ServiceMonitor(report.Service, options));
            service.Report(report);
            _changed.Add(report.Service);
        }
    }

    public void Forget(string service, ProcessKey process)
    {
        lock (_gate) ForgetUnderGate(service, process);
    }

    public void Expire(long nowUnixMilliseconds)
    {
        lock (_gate)
        {
            foreach (var (name, service) in _services)
                if (service.Expire(nowUnixMilliseconds)) _changed.Add(name);
        }
    }

    public IReadOnlyList<FleetFinding> Findings()
    {
        lock (_gate)
        {
            Refresh();
            return _index.Findings();
        }
    }

    public IReadOnlyList<ServiceSummary> Services()
    {
        lock (_gate)
        {
            Refresh();
            return _index.Services();
        }
    }

    private void ForgetUnderGate(string name, ProcessKey process)
    {
        if (!_services.TryGetValue(name, out var service)) return;
        service.Forget(process);
        _changed.Add(name);
    }

    private void Refresh()
    {
        foreach (var name in _changed)
        {
            if (!_services.TryGetValue(name, out var service)) continue;
            if (service.IsEmpty)
            {
                _services.Remove(name);
                _index.Remove(name);
            }
            else
            {
                _index.Update(service.Summary(), service.Findings());
            }
        }

        _changed.Clear();
    }
}
