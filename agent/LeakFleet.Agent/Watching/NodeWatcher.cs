using LeakFleet.Agent.Discovery;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Heap.Isolation;
using LeakFleet.Agent.Identity;
using LeakFleet.Agent.Pods;
using LeakFleet.Agent.Procfs;
using LeakFleet.Protocol;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Agent.Watching;

/// <summary>Looks through the node again and again, and keeps one watcher for each .NET process on it.</summary>
internal sealed partial class NodeWatcher(ProcessDiscoverer discoverer, BootClock boot, PodGate gate, WatchTools tools, AgentHealth health, ILogger<NodeWatcher> logger)
    : BackgroundService
{
    private readonly Dictionary<ProcessInstance, Candidate> _candidates = [];
    private readonly Dictionary<ProcessInstance, Watch> _watches = [];
    private readonly List<Watch> _ending = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host's start does not wait for the first scan.
        await Task.Yield();
        using var timer = new PeriodicTimer(tools.Options.ScanInterval, tools.Time);
        var began = tools.Time.GetTimestamp();
        if (tools.Options.Heap.DacMode == DacMode.Isolated && !OpeningGuard.IsAvailable) LogUnguarded(logger);
        try
        {
            do
            {
                Scan((long)tools.Time.GetElapsedTime(began).TotalMilliseconds);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The agent stops.
        }
        foreach (var watch in _watches.Values) watch.Stop();
        _ending.AddRange(_watches.Values);
        await Task.WhenAll(_ending.Select(w => w.Run));
        foreach (var watch in _ending) watch.Dispose();
    }

    private void Scan(long nowMilliseconds)
    {
        DiscoveryScan scan;
        try
        {
            scan = discoverer.Scan(nowMilliseconds);
        }
        catch (Exception e)
        {
            // /proc itself cannot be listed for a moment (no memory, no descriptors), or a bug: watching goes on, and so do scans.
            LogScanFailed(logger, e);
            return;
        }
        tools.Status.OverLimit(scan.OverLimit);
        foreach (var denied in scan.Denied) Deny(denied);
        foreach (var instance in scan.Exited)
        {
            _candidates.Remove(instance);
            if (!_watches.TryGetValue(instance, out var watch)) continue;
            watch.HasExited = true;
            End(instance, watch);
            LogExited(logger, instance.Pid);
        }
        _ending.RemoveAll(w =>
        {
            if (!w.Run.IsCompleted) return false;
            w.Dispose();
            return true;
        });
        foreach (var instance in scan.Started) _candidates[instance] = new Candidate(gate.Identify(instance.Pid), nowMilliseconds);
        foreach (var (instance, candidate) in _candidates) Decide(instance, candidate, nowMilliseconds);
        health.Scanned();
    }

    /// <summary>Again at each scan: pods become known, and their annotations change.</summary>
    private void Decide(ProcessInstance instance, Candidate candidate, long nowMilliseconds)
    {
        var isWatched = _watches.TryGetValue(instance, out var watch);
        var decision = gate.Decide(candidate.Identity, TimeSpan.FromMilliseconds(nowMilliseconds - candidate.SeenMilliseconds));
        if (decision == PodDecision.Watch && !isWatched)
        {
            tools.Status.ProcessStarted();
            candidate.IsLeftOut = false;
            _watches[instance] = Start(instance);
        }
        else if (decision == PodDecision.Skip && !candidate.IsLeftOut)
        {
            candidate.IsLeftOut = true;
            AgentMetrics.ProcessesLeftOut.Add(1);
            LogLeftOut(logger, instance.Pid);
            if (watch is not null) End(instance, watch);
        }
    }

    private void End(ProcessInstance instance, Watch watch)
    {
        _watches.Remove(instance);
        watch.Stop();
        _ending.Add(watch);
    }

    private Watch Start(ProcessInstance instance)
    {
        var watch = new Watch();
        var watcher = new ProcessWatcher(instance, new ProcessKey(tools.Options.Node, boot.BootId, instance.Pid, instance.StartTicks), tools);
        watch.Run = RunAsync(watcher, instance, watch);
        return watch;
    }

    private async Task RunAsync(ProcessWatcher watcher, ProcessInstance instance, Watch watch)
    {
        await Task.Yield();
        await watcher.RunAsync(() => watch.HasExited, watch.Stopping);
        tools.Status.ProcessEnded(instance.Pid);
    }

    private void Deny(DeniedProcess denied)
    {
        // One warning for the node: an agent without rights would otherwise write one for every process there is.
        if (tools.Status.ProcessesDenied == 0) LogDenied(logger, denied.Instance.Pid, denied.Name, denied.Reason);
        else LogAlsoDenied(logger, denied.Instance.Pid, denied.Name);
        tools.Status.Denied(denied.Reason);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Process {Pid} has exited")]
    private static partial void LogExited(ILogger logger, int pid);

    [LoggerMessage(Level = LogLevel.Information, Message = "Process {Pid} is not watched: its pod is not chosen")]
    private static partial void LogLeftOut(ILogger logger, int pid);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Process {Pid} ({Name}) cannot be read, nor others like it: {Reason}")]
    private static partial void LogDenied(ILogger logger, int pid, string name, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Process {Pid} ({Name}) cannot be read")]
    private static partial void LogAlsoDenied(ILogger logger, int pid, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Helpers may read what files their user may: the kernel (before 5.7?), or the filter of the agent's container, "
        + "offers no guard of what they open; see docs/security.md")]
    private static partial void LogUnguarded(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "Looking through the processes failed")]
    private static partial void LogScanFailed(ILogger logger, Exception exception);

    /// <param name="SeenMilliseconds">When it was found.</param>
    private sealed record Candidate(ContainerIdentity Identity, long SeenMilliseconds)
    {
        public bool IsLeftOut { get; set; }
    }

    private sealed class Watch : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();

        public CancellationToken Stopping => _stop.Token;
        public bool HasExited { get; set; }

        public Task Run { get; set; } = Task.CompletedTask;

        public void Stop() => _stop.Cancel();

        public void Dispose() => _stop.Dispose();
    }
}
