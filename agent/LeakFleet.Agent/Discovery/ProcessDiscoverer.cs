using LeakFleet.Agent.Procfs;

namespace LeakFleet.Agent.Discovery;

/// <summary>
/// Finds .NET processes by their diagnostic sockets, scan by scan. A scan costs one short read per pid: what was classified is not looked at again,
/// unless the kernel's name of the process changes, which is what a shell that executes <c>dotnet</c> after minutes of preparation looks like.
/// Others are looked at ever less often as they grow older, since a runtime opens its socket within moments of its program's start.
/// </summary>
/// <remarks>Guarantee: with a scan every 2 s a process is reported by the second scan after its socket exists, and its end by the next one.</remarks>
internal sealed class ProcessDiscoverer(ProcTree proc, DiscoveryOptions options)
{
    private const long RecheckMillisecondsMax = 60_000;

    private readonly Dictionary<int, Known> _known = [];
    private readonly List<int> _gone = [];
    private int _watched;
    private long _scan;

    public DiscoveryScan Scan(long nowMilliseconds)
    {
        _scan++;
        List<ProcessInstance> started = [], exited = [];
        List<DeniedProcess> denied = [];
        var overLimit = 0;
        foreach (var pid in (options.Pids is { Count: > 0 } chosen ? chosen.Distinct() : proc.Pids()).Take(options.PidsMax))
        {
            if (pid == options.OwnPid && !options.WatchSelf) continue;
            var outcome = proc.ReadStat(pid, out var stat);
            _known.TryGetValue(pid, out var known);
            if (outcome != ReadOutcome.Ok)
            {
                // Only one that is gone has exited: an exit cannot be taken back, and for want of a descriptor all of them would seem to.
                if (outcome != ReadOutcome.Gone && known is not null) known.Scan = _scan;
                continue;
            }
            var instance = new ProcessInstance(pid, stat.StartTicks);
            if (known is not null && known.Instance != instance)
            {
                Forget(known, exited);
                known = null;
            }
            if (known is null) _known[pid] = known = new Known(instance, nowMilliseconds);
            known.Scan = _scan;
            if (known.IsWatched || !known.IsDue(stat.Name, nowMilliseconds)) continue;
            overLimit += Classify(known, stat.Name, nowMilliseconds, started, denied);
        }
        foreach (var known in _known.Values)
            if (known.Scan != _scan) _gone.Add(known.Instance.Pid);
        foreach (var pid in _gone) Forget(_known[pid], exited);
        _gone.Clear();
        return new DiscoveryScan(started, exited, denied, overLimit);
    }

    private int Classify(Known known, string name, long nowMilliseconds, List<ProcessInstance> started, List<DeniedProcess> denied)
    {
        var outcome = SocketSearch.Find(proc, known.Instance, out var socket);
        socket?.Dispose();
        if (outcome == ReadOutcome.Ok)
        {
            if (_watched >= options.ProcessesMax) return 1;
            known.IsWatched = true;
            _watched++;
            started.Add(known.Instance);
            return 0;
        }
        if (outcome == ReadOutcome.Denied && !known.IsDenied && HasProgram(known.Instance.Pid))
        {
            known.IsDenied = true;
            denied.Add(new DeniedProcess(known.Instance, name, Capability.Denial));
        }
        known.CheckAgain(name, nowMilliseconds, RecheckMillisecondsMax);
        return 0;
    }

    private void Forget(Known known, List<ProcessInstance> exited)
    {
        _known.Remove(known.Instance.Pid);
        if (!known.IsWatched) return;
        _watched--;
        exited.Add(known.Instance);
    }

    // A kernel thread has no command line and is denied to everyone without rights; nobody misses it.
    private bool HasProgram(int pid) => proc.Read(pid, "cmdline", out var bytes, 16) == ReadOutcome.Ok && bytes.Length > 0;

    private sealed class Known(ProcessInstance instance, long firstSeenMilliseconds)
    {
        private string? _name;
        private long _dueMilliseconds;
        private long _programSinceMilliseconds = firstSeenMilliseconds;

        public ProcessInstance Instance { get; } = instance;
        public bool IsWatched { get; set; }
        public bool IsDenied { get; set; }
        public long Scan { get; set; }

        public bool IsDue(string name, long nowMilliseconds)
        {
            if (_name is not null && name != _name) _programSinceMilliseconds = _dueMilliseconds = nowMilliseconds;
            return nowMilliseconds >= _dueMilliseconds;
        }

        // Half its age: at every scan in its first seconds, then 2, 4, 8 s apart.
        public void CheckAgain(string name, long nowMilliseconds, long intervalMax)
        {
            _name = name;
            _dueMilliseconds = nowMilliseconds + Math.Min((nowMilliseconds - _programSinceMilliseconds) / 2, intervalMax);
        }
    }
}
