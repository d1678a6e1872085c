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

    /// <summary>Services with processes, also when nobody has asked since.</summary>
    public int Count
    {
        get { lock (_gate) return _services.Count; }
    }

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
            foreach (var (name, service) in _services.ToList())
                if (service.Expire(nowUnixMilliseconds)) NoteLoss(name, service);
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

    /// <summary>Open findings and remembered ones, over these processes.</summary>
    public FleetPart Part(IReadOnlyList<ProcessSummary> processes)
    {
        lock (_gate)
        {
            Refresh();
            return new FleetPart(processes, [.. _index.Findings(), .. _index.Resolved()], _index.Partial());
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

    public bool AskRetention(string service, string fingerprint, long nowUnixMilliseconds)
    {
        lock (_gate)
        {
            if (!_services.TryGetValue(service, out var monitor) || !monitor.AskRetention(fingerprint, nowUnixMilliseconds)) return false;
            _changed.Add(service);
            return true;
        }
    }

    private void ForgetUnderGate(string name, ProcessKey process)
    {
        if (!_services.TryGetValue(name, out var service)) return;
        service.Forget(process);
        NoteLoss(name, service);
    }

    // At once, not with the next question: a process may say another service with each description, and perhaps nobody ever asks.
    private void NoteLoss(string name, ServiceMonitor service)
    {
        if (!service.IsEmpty)
        {
            _changed.Add(name);
            return;
        }

        _services.Remove(name);
        _changed.Remove(name);
        _index.Remove(name);
    }

    private void Refresh()
    {
        foreach (var name in _changed)
        {
            var service = _services[name];
            _index.Update(service.Summary(), service.Findings(), service.Resolved());
        }

        _changed.Clear();
    }
}
