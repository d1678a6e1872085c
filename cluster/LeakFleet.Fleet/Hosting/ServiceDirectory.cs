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

    /// <summary>Services that are gone, whose memory may still be stored.</summary>
    private readonly HashSet<string> _forgotten = new(StringComparer.Ordinal);

    /// <summary>Services with processes, also when nobody has asked since.</summary>
    public int Count
    {
        get { lock (_gate) return _services.Count; }
    }

    /// <summary>What a service remembered before the host was restarted; to be given before its processes report. False when it cannot be used.</summary>
    public bool Restore(ReadOnlySpan<byte> bytes)
    {
        if (!ServiceMemory.TryRead(bytes, out var memory)) return false;
        lock (_gate)
        {
            var service = new ServiceMonitor(memory.Service, options);
            service.Restore(memory);
            return _services.TryAdd(memory.Service, service);
        }
    }

    /// <summary>Forgets services of which no process came back.</summary>
    public void DropEmpty()
    {
        lock (_gate)
        {
            foreach (var (name, service) in _services.ToList())
                if (service.IsEmpty) NoteLoss(name, service);
        }
    }

    /// <summary>Memories that changed since they were last taken, and keys of those that are gone.</summary>
    public (IReadOnlyList<EntityState> Changed, IReadOnlyList<string> Gone) TakeChanged()
    {
        lock (_gate)
        {
            var changed = _services.Where(s => s.Value.IsMemoryChanged).Select(s => new EntityState(ServiceMemory.KeyOf(s.Key), s.Value.Save())).ToList();
            var gone = _forgotten.Where(name => !_services.ContainsKey(name)).Select(ServiceMemory.KeyOf).ToList();
            _forgotten.Clear();
            return (changed, gone);
        }
    }

    /// <summary>A memory could not be stored, and will be taken again.</summary>
    public void NotWritten(IReadOnlySet<string> keys)
    {
        lock (_gate)
        {
            foreach (var (name, service) in _services)
                if (keys.Contains(ServiceMemory.KeyOf(name))) service.NotSaved();
        }
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
    public FleetPart Part(ServiceRows rows, Func<ProcessKey, ProcessSummary?> find)
    {
        lock (_gate)
        {
            Refresh();
            return new FleetPart(rows, find, _index.All(), _index.Partial());
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

    public bool BeginLook(string service, string ownFingerprint, long nowUnixMilliseconds)
    {
        lock (_gate) return _services.TryGetValue(service, out var monitor) && monitor.BeginLook(ownFingerprint, nowUnixMilliseconds);
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
        _forgotten.Add(name);
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
