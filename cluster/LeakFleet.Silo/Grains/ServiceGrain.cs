using LeakFleet.Fleet;
using LeakFleet.Protocol;
using LeakFleet.Silo.Contracts;
using LeakFleet.Silo.Hosting;
using LeakFleet.Silo.State;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Silo.Grains;

/// <summary>
/// One service: a shell around its monitor. In the database it keeps what no process says again: how long findings have been open, and which versions there were. All
/// else it knows are reports, which its processes repeat, and which it asks them for when it begins. Until they have answered, the index shows what it was told before.
/// </summary>
internal sealed partial class ServiceGrain(
    [PersistentState("service", Storage.Name)] IPersistentState<StoredState> stored,
    SiloOptions options, TimeProvider time, GrainLinks links, ILogger<ServiceGrain> log) : Grain, IServiceGrain
{
    private static readonly TimeSpan ExpireInterval = TimeSpan.FromMinutes(1);

    /// <summary>Processes asked at the same time.</summary>
    private const int AskedAtOnceMax = 16;

    /// <summary>Rounds of asking: half a minute and more, in which a silo that is gone is noticed. Whoever has not answered then reports by itself.</summary>
    private const int RoundsMax = 6;

    private static readonly TimeSpan RoundInterval = TimeSpan.FromSeconds(5);

    /// <summary>Composing the findings of a large service takes a while: it may use a tenth of a core.</summary>
    private const int PauseFactor = 10;

    private readonly Dictionary<ProcessKey, KnownSeries> _series = [];
    private string _service = "";
    private ServiceMonitor _monitor = null!;
    private StateBatch<long> _state = null!;
    private IGrainTimer _publish = null!;
    private bool _isChanged;
    private bool _isComplete;
    private TimeSpan _pause;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await StoredState.Read(stored);
        _service = this.GetPrimaryKeyString();
        _monitor = new ServiceMonitor(_service, options.Server.Fleet);
        if (stored.RecordExists && !_monitor.Restore(stored.State.Bytes))
        {
            SiloMetrics.StatesUnreadable.Add(1);
            LogUnreadable(log, _service);
        }

        _state = new StateBatch<long>(stored, links.Writes, () => (_monitor.Save(), 0), _ => { }, links.Database, int.MaxValue);
        _state.Begin((write, due) => this.RegisterGrainTimer(write, new GrainTimerCreationOptions(due, Timeout.InfiniteTimeSpan) { Interleave = true }), options.WriteInterval);
        _pause = options.PublishInterval;
        _publish = this.RegisterGrainTimer(Publish, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        this.RegisterGrainTimer(Expire, new GrainTimerCreationOptions(ExpireInterval, ExpireInterval));
        this.RegisterGrainTimer(Complete, new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { Interleave = true });
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _state.Flush().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    public ValueTask<bool> Report(ReportMessage message)
    {
        var report = message.Report;
        if (message.IsWithoutSeries)
        {
            if (!_series.TryGetValue(report.Process, out var known) || known.Number != message.Series) return new ValueTask<bool>(false);
            report = report with { Profiles = known.Profiles, Levels = known.Levels };
        }
        else if (_series.Count < options.Server.Fleet.ServiceProcessesMax || _series.ContainsKey(report.Process))
        {
            _series[report.Process] = new KnownSeries(message.Series, report.Profiles, report.Levels);
        }

        _monitor.Report(report);
        Changed();
        return new ValueTask<bool>(true);
    }

    public ValueTask<bool> AskRetention(string fingerprint)
    {
        var isKnown = _monitor.AskRetention(fingerprint, time.GetUtcNow().ToUnixTimeMilliseconds());
        if (isKnown) Changed();
        // Asked for by a name that nobody has: it must not stay for that.
        else if (_monitor.IsEmpty) DeactivateOnIdle();
        return new ValueTask<bool>(isKnown);
    }

    public ValueTask<bool> BeginLook(string ownFingerprint)
    {
        var mayBegin = _monitor.BeginLook(ownFingerprint, time.GetUtcNow().ToUnixTimeMilliseconds());
        if (_monitor.IsEmpty) DeactivateOnIdle();
        return new ValueTask<bool>(mayBegin);
    }

    public ValueTask Forget(string process)
    {
        if (!ProcessKey.TryParse(process, out var key)) return ValueTask.CompletedTask;
        _series.Remove(key);
        _monitor.Forget(key);
        Changed();
        return ValueTask.CompletedTask;
    }

    private void Changed()
    {
        if (_monitor.IsMemoryChanged) _state.Changed();
        if (_state.IsLost) DeactivateOnIdle();
        if (_isChanged) return;
        _isChanged = true;
        if (_isComplete) _publish.Change(_pause, Timeout.InfiniteTimeSpan);
    }

    private Task Expire(CancellationToken cancellation)
    {
        // One that only remembers waits for its processes: that they have not come back yet is no end of its findings.
        if (!_monitor.IsEmpty && _monitor.Expire(time.GetUtcNow().ToUnixTimeMilliseconds())) Changed();
        return Task.CompletedTask;
    }

    /// <summary>Asks the processes that the index has of this service for what they have to say: again those that nobody found, since a silo may just be gone.</summary>
    private async Task Complete(CancellationToken cancellation)
    {
        IReadOnlyList<string>? processes = null;
        for (var round = 1; round <= RoundsMax && processes is not []; round++)
        {
            if (round > 1) await Task.Delay(RoundInterval, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (cancellation.IsCancellationRequested) return;
            try
            {
                processes ??= await links.Index.PartOf(_service).ProcessesOf(_service);
                processes = await Ask(processes);
            }
            catch (Exception exception) when (Passing.Is(exception))
            {
                SiloMetrics.ReportsFailed.Add(1);
            }
        }

        _isComplete = true;
        if (_isChanged) _publish.Change(_pause, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Those that could not be asked.</summary>
    private async Task<List<string>> Ask(IReadOnlyList<string> processes)
    {
        var unasked = new List<string>();
        foreach (var some in processes.Chunk(AskedAtOnceMax)) await Task.WhenAll(some.Select(AskOne));
        return unasked;

        async Task AskOne(string process)
        {
            try
            {
                await GrainFactory.GetGrain<IProcessGrain>(process).ReportAgain();
            }
            catch (Exception exception) when (Passing.Is(exception))
            {
                unasked.Add(process);
                SiloMetrics.ReportsFailed.Add(1);
            }
        }
    }

    private async Task Publish(CancellationToken cancellation)
    {
        _isChanged = false;
        var began = time.GetTimestamp();
        var part = links.Index.PartOf(_service);
        try
        {
            if (_monitor.IsEmpty)
            {
                await part.RemoveService(_service);
                await _state.Flush();
                if (stored.RecordExists) await stored.ClearStateAsync(cancellation);
                DeactivateOnIdle();
                return;
            }

            var row = new ServiceRow { Summary = _monitor.Summary(), Findings = [.. _monitor.Findings()], Resolved = [.. _monitor.Resolved()] };
            var took = time.GetElapsedTime(began);
            _pause = took * PauseFactor > options.PublishInterval ? took * PauseFactor : options.PublishInterval;
            await part.UpdateService(row);
        }
        catch (Exception exception) when (Passing.Is(exception))
        {
            SiloMetrics.IndexUpdatesFailed.Add(1);
            Changed();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What service {Service} remembered cannot be read: its findings count as new")]
    private static partial void LogUnreadable(ILogger logger, string service);
}
