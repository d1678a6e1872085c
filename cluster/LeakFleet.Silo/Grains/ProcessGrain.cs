using System.Buffers;
using LeakFleet.Fleet;
using LeakFleet.Protocol;
using LeakFleet.Silo.Contracts;
using LeakFleet.Silo.Hosting;
using LeakFleet.Silo.State;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;

namespace LeakFleet.Silo.Grains;

/// <summary>
/// One process: a shell around its monitor. It begins on the silo that its agent is connected to, so that frames seldom cross the network twice. It acks what
/// its written state covers and nothing else; what it loses with its silo was not acked, and its agent is made to send it again.
/// </summary>
[PreferLocalPlacement]
internal sealed partial class ProcessGrain(
    [PersistentState("process", Storage.Name)] IPersistentState<StoredState> stored,
    SiloOptions options, TimeProvider time, GrainLinks links, ILogger<ProcessGrain> log) : Grain, IProcessGrain
{
    /// <summary>Least time between two rows of what changes with every message; what matters is published at once.</summary>
    private const long RowIntervalMilliseconds = 10_000;

    /// <summary>The same while the silo is overloaded.</summary>
    private const long ThinRowIntervalMilliseconds = 60_000;

    /// <summary>Where states are put together: each is some thirty kilobytes, and a silo writes hundreds a second.</summary>
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _scratch;

    private readonly ConnectionGuard _connections = new();
    private ProcessKey _key;
    private ProcessMonitor _monitor = null!;
    private StateBatch<PersistedMark> _state = null!;
    private ServiceReports _reports = null!;
    private PersistedMark _persisted;
    private IAckObserver? _acks;
    private long _rowUnixMilliseconds;
    private bool _hasPlace;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await StoredState.Read(stored);
        if (!ProcessKey.TryParse(this.GetPrimaryKeyString(), out _key)) throw new ArgumentException("not the key of a process");
        _hasPlace = links.Load.TryEnter();
        _monitor = Load();
        _reports = new ServiceReports(_key, GrainFactory, time, () => _monitor.Report(), due => Timer(due, Timeout.InfiniteTimeSpan));
        _state = new StateBatch<PersistedMark>(stored, links.Writes, Capture, Written, links.Database, options.WriteMessagesMax);
        _state.Begin(StateTimer, options.WriteInterval);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // With the database gone this ends with the time for it: what is not written is not acked.
        await _state.Flush().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (_hasPlace) links.Load.Leave();
        _hasPlace = false;
    }

    public ValueTask<FrameAnswer> Ingest(FrameMessage message)
    {
        if (!FrameCodec.TryDecode(message.Bytes, out var frame, out var fault) || frame is not Data data || data.Process != _key)
        {
            SiloMetrics.FramesUndecodable.Add(1);
            return Answer(IngestOutcome.Undecodable, fault ?? "not a message about this process");
        }

        if (!_hasPlace)
        {
            FleetMetrics.MessagesRefused.Add(1);
            DeactivateOnIdle();
            return Answer(IngestOutcome.Refused, "no room");
        }

        if (_state.IsLost || !_connections.Admits(message.Connection, message.IsFirst))
        {
            SiloMetrics.Resends.Add(1);
            return Answer(IngestOutcome.Resend, "its process moved");
        }

        if (_connections.Whole(data, out var why) is not { } whole) return Answer(IngestOutcome.Undecodable, why);
        _acks = message.Acks ?? _acks;
        Take(whole);
        var ack = _persisted.AckFor(_key, data.Epoch, data.Sequence);
        return new ValueTask<FrameAnswer>(new FrameAnswer { Outcome = (int)IngestOutcome.Taken, Epoch = ack.Epoch, Sequence = ack.Sequence });
    }

    public ValueTask<FrameAnswer> Persisted(long connection)
    {
        // Its messages may have gone down with an earlier activation: only the agent still has them.
        if (_state.IsLost || !_connections.Admits(connection, isFirst: false)) return Answer(IngestOutcome.Resend, "its process moved");
        return new ValueTask<FrameAnswer>(new FrameAnswer { Outcome = (int)IngestOutcome.Taken, Epoch = _persisted.Epoch, Sequence = _persisted.Sequence });
    }

    public ValueTask<Immutable<ProcessDetail?>> Detail(int? typesMax)
    {
        var isKnown = _monitor.LastSequence > 0;
        // Asked for by a name that nobody has: it must not stay for that.
        if (!isKnown) DeactivateOnIdle();
        return new ValueTask<Immutable<ProcessDetail?>>(new Immutable<ProcessDetail?>(isKnown ? _monitor.Detail(typesMax) : null));
    }

    public ValueTask ReportAgain()
    {
        _reports.Changed(isNews: true);
        return ValueTask.CompletedTask;
    }

    public async ValueTask Forget(long seenUnixMilliseconds)
    {
        if (_monitor.LastSeenUnixMilliseconds > seenUnixMilliseconds) return;
        await stored.ClearStateAsync();
        await _reports.Forget(_monitor.Service);
        links.Index.Remove(_monitor.Service, _key);
        _monitor = new ProcessMonitor(_key, options.Server.Fleet);
        _persisted = default;
        DeactivateOnIdle();
    }

    private ProcessMonitor Load()
    {
        if (!stored.RecordExists) return new ProcessMonitor(_key, options.Server.Fleet);
        if (ProcessMonitor.Load(_key, stored.State.Bytes, options.Server.Fleet, out var fault) is { } monitor)
        {
            _persisted = new PersistedMark(monitor.Epoch, monitor.LastSequence);
            return monitor;
        }

        // A newer silo wrote it: to begin anew here would destroy it. Orleans places its process on a newer silo, which is asked in a moment.
        if (ProcessMonitor.VersionOf(stored.State.Bytes) > ProcessMonitor.StateVersion)
            throw new StateFromLaterVersionException($"the state of process {_key} is of version {ProcessMonitor.VersionOf(stored.State.Bytes)}, this silo reads {ProcessMonitor.StateVersion}");
        SiloMetrics.StatesUnreadable.Add(1);
        LogUnreadable(log, _key, fault ?? "");
        return new ProcessMonitor(_key, options.Server.Fleet);
    }

    private void Take(Data data)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var isThin = links.Load.IsThin;
        var observation = _monitor.Observe(data, now, isThin);
        if (!observation.Taken)
        {
            // Agents send again until they see an ack: repeats are normal and must not count as growth.
            FleetMetrics.MessagesRepeated.Add(1);
            return;
        }

        FleetMetrics.MessagesTaken.Add(1);
        if (observation.PartialHistogram) FleetMetrics.HistogramsPartial.Add(1);
        if (observation.IsThinned) SiloMetrics.HistogramsThinned.Add(1);
        _state.Changed();
        if (observation.FormerService is { } former)
        {
            links.Index.Remove(former, _key);
            _reports.Forget(former).Ignore();
        }

        if (observation.ReportDue) _reports.Changed(observation.IsNews);
        if (observation.IsNews || now - _rowUnixMilliseconds >= (isThin ? ThinRowIntervalMilliseconds : RowIntervalMilliseconds)) Publish(now);
    }

    private void Publish(long now)
    {
        _rowUnixMilliseconds = now;
        links.Index.Update(_monitor.Summary());
    }

    private (byte[] Bytes, PersistedMark Mark) Capture()
    {
        var bytes = _scratch ??= new ArrayBufferWriter<byte>();
        bytes.ResetWrittenCount();
        _monitor.Save(bytes);
        Publish(time.GetUtcNow().ToUnixTimeMilliseconds());
        return (bytes.WrittenSpan.ToArray(), new PersistedMark(_monitor.Epoch, _monitor.LastSequence));
    }

    private void Written(PersistedMark mark)
    {
        _persisted = mark;
        if (_acks is { } acks) links.Acks.Send(acks, new PersistedNotice { Process = this.GetPrimaryKeyString(), Epoch = mark.Epoch, Sequence = mark.Sequence });
    }

    private IGrainTimer StateTimer(Func<Task> fired, TimeSpan due) => Timer(
        async () =>
        {
            await fired();
            if (_state.IsLost) DeactivateOnIdle();
        },
        due);

    private IGrainTimer Timer(Func<Task> fired, TimeSpan due) =>
        this.RegisterGrainTimer(_ => fired(), new GrainTimerCreationOptions(due, Timeout.InfiniteTimeSpan) { Interleave = true });

    private static ValueTask<FrameAnswer> Answer(IngestOutcome outcome, string fault) => new(new FrameAnswer { Outcome = (int)outcome, Fault = fault });

    [LoggerMessage(Level = LogLevel.Warning, Message = "The state of process {Process} cannot be read and is begun anew: {Fault}")]
    private static partial void LogUnreadable(ILogger logger, ProcessKey process, string fault);
}
