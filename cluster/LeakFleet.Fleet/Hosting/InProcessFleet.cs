using LeakFleet.Detection;
using LeakFleet.Protocol;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Fleet;

/// <summary>The whole fleet in one process: enough for a laptop or a small cluster.</summary>
public sealed partial class InProcessFleet : IFleet, IAsyncDisposable
{
    private static readonly TimeSpan ExpireInterval = TimeSpan.FromMinutes(1);

    /// <summary>After a start nothing is forgotten for so long, or for as long as silence is allowed: all were silent while the server was down, and agents
    /// come back at their own pace.</summary>
    private static readonly TimeSpan ReturnTimeMax = TimeSpan.FromHours(1);

    private readonly FleetOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly IStateStore _store;
    private readonly ProcessDirectory _processes;
    private readonly RowBook _rows = new();
    private readonly ServiceDirectory _services;
    private readonly StateWriter _writer;
    private readonly CancellationTokenSource _stopping = new();
    private Task _loops = Task.CompletedTask;
    private int _disposed;

    private InProcessFleet(IStateStore store, FleetOptions options, TimeProvider time, ILogger log)
    {
        _store = store;
        _options = options;
        _time = time;
        _log = log;
        _processes = new ProcessDirectory(options);
        _services = new ServiceDirectory(options);
        _writer = new StateWriter(store, _processes, _services, options, log);
    }

    /// <summary>Loads what the store holds and goes on from there. The store is the fleet's from then on and is disposed with it.</summary>
    /// <exception cref="ArgumentException">The options are out of range; all faults are in the message.</exception>
    public static InProcessFleet Start(IStateStore store, FleetOptions options, TimeProvider time, ILogger<InProcessFleet> log)
    {
        var faults = options.Validate();
        if (faults.Count > 0) throw new ArgumentException(string.Join("; ", faults), nameof(options));
        var fleet = new InProcessFleet(store, options, time, log);
        fleet.Load();
        fleet._loops = Task.WhenAll(fleet.FlushAtIntervals(), fleet.FlushUrgent());
        return fleet;
    }

    public ValueTask<IngestAnswer> Ingest(AgentFrame frame, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var (process, epoch, _) = frame.Envelope;
        if (!FrameCodec.TryDecode(frame.Bytes.Span, out var decoded, out var fault) || decoded is not Data data)
            return Answer(IngestOutcome.Undecodable, process, epoch, fault ?? "not a message about a process");
        var now = Now();
        while (true)
        {
            if (Entry(process, now) is not { } entry) return Answer(IngestOutcome.Refused, process, epoch, "no room");
            lock (entry.Gate)
            {
                if (entry.IsForgotten) continue;
                if (!entry.Connections.Admits(frame.Connection, frame.IsFirst))
                    return Answer(IngestOutcome.Resend, process, epoch, "the process is not known from this connection");
                if (entry.Connections.Whole(data, out var why) is not { } whole) return Answer(IngestOutcome.Undecodable, process, epoch, why);
                Take(entry, whole, now);
                return new ValueTask<IngestAnswer>(IngestAnswer.Taken(entry.AckFor(data.Epoch, data.Sequence)));
            }
        }
    }

    /// <summary>Takes in a message that came by no connection.</summary>
    public ValueTask<Ack> Ingest(Data data, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var now = Now();
        while (true)
        {
            if (Entry(data.Process, now) is not { } entry) return new ValueTask<Ack>(new Ack(data.Process, data.Epoch, 0));
            lock (entry.Gate)
            {
                if (entry.IsForgotten) continue;
                Take(entry, data, now);
                return new ValueTask<Ack>(entry.AckFor(data.Epoch, data.Sequence));
            }
        }
    }

    public async ValueTask<IngestAnswer> Persisted(ProcessKey process, long connection, CancellationToken cancellation = default) =>
        await Persisted(process, cancellation) is { } ack
            ? IngestAnswer.Taken(ack)
            : IngestAnswer.NotTaken(IngestOutcome.Refused, process, 0, "not known");

    /// <summary>How far a process is persisted; null when it is not known.</summary>
    public ValueTask<Ack?> Persisted(ProcessKey process, CancellationToken cancellation = default)
    {
        if (_processes.Find(process) is not { } entry) return new ValueTask<Ack?>((Ack?)null);
        lock (entry.Gate) return new ValueTask<Ack?>(entry.AckFor(entry.Monitor.Epoch, 0));
    }

    public ValueTask<IReadOnlyList<ProcessSummary>> Processes(CancellationToken cancellation = default) => new(_rows.Rows().LeakingFirst());

    public ValueTask<ProcessDetail?> Process(ProcessKey process, int? typesMax = null, CancellationToken cancellation = default)
    {
        if (_processes.Find(process) is not { } entry) return new ValueTask<ProcessDetail?>((ProcessDetail?)null);
        lock (entry.Gate) return new ValueTask<ProcessDetail?>(entry.Monitor.Detail(typesMax));
    }

    public ValueTask<IReadOnlyList<FleetFinding>> Findings(CancellationToken cancellation = default) => new(_services.Findings());

    public ValueTask<ResultPage<FleetFinding>> Findings(ListQuery query, CancellationToken cancellation = default) => new(FleetQueries.Findings(Part(), query));

    public ValueTask<ResultPage<ProcessSummary>> Processes(ListQuery query, CancellationToken cancellation = default) => new(FleetQueries.Processes(Part(), query));

    public ValueTask<ResultPage<ServiceOverview>> Services(ListQuery query, CancellationToken cancellation = default) => new(FleetQueries.Services(Part(), query));

    public ValueTask<ResultPage<FleetType>> Types(ListQuery query, CancellationToken cancellation = default) => new(FleetQueries.Types(Part(), query));

    public ValueTask<ResultPage<QueryGroup>> Groups(ListQuery query, CancellationToken cancellation = default) => new(FleetQueries.Groups(Part(), query));

    public string StoreFault => _writer.Fault;

    public ValueTask<IReadOnlyList<ServiceSummary>> Services(CancellationToken cancellation = default) => new(_services.Services());

    public ValueTask<bool> AskRetention(string service, string fingerprint, CancellationToken cancellation = default) =>
        new(_services.AskRetention(service, fingerprint, Now()));

    public ValueTask<bool> BeginLook(string service, string ownFingerprint, CancellationToken cancellation = default) => new(_services.BeginLook(service, ownFingerprint, Now()));

    /// <summary>Writes everything that is not written yet, now.</summary>
    public Task Flush(CancellationToken cancellation = default) => _writer.Flush(cancellation);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _stopping.CancelAsync();
        await _loops;
        await Guard(() => _writer.Flush(CancellationToken.None));
        _writer.Dispose();
        _store.Dispose();
        _stopping.Dispose();
    }

    private FleetPart Part() => _services.Part(_rows.Rows(), _processes.Summary);

    private void Load()
    {
        var refused = 0;
        var outdated = new List<string>();
        var loaded = new List<ProcessEntry>();
        _store.Load(state =>
        {
            if (ServiceMemory.IsKey(state.Key))
            {
                if (!_services.Restore(state.Bytes.Span)) outdated.Add(state.Key);
                return true;
            }

            if (!ProcessKey.TryParse(state.Key, out var key)) return false;
            var monitor = ProcessMonitor.Load(key, state.Bytes.Span, _options, out var fault);
            if (monitor is null)
            {
                // Nothing is damaged: these begin anew, which is said once for all of them.
                if (!StateFormat.IsOtherVersion(fault)) return false;
                outdated.Add(state.Key);
                return true;
            }

            var entry = new ProcessEntry(monitor);
            entry.Written(new PersistedMark(monitor.Epoch, monitor.LastSequence));
            if (_processes.Add(entry)) loaded.Add(entry);
            else refused++;
            return true;
        });
        // What services remember comes first, and time passes for them from report to report.
        foreach (var entry in loaded.OrderBy(e => e.Monitor.LastSeenUnixMilliseconds))
        {
            _services.Report(entry.Monitor.Report(), formerService: null);
            _rows.Changed(entry);
        }

        _services.DropEmpty();
        if (_processes.Count > 0) LogLoaded(_processes.Count);
        foreach (var key in outdated) _store.Delete(key);
        if (outdated.Count > 0) LogOutdated(outdated.Count);
        if (refused > 0) LogNoRoom(refused, _options.ProcessesMax);
    }

    /// <summary>The entry of a process, made when it is new; null when there is no room.</summary>
    private ProcessEntry? Entry(ProcessKey process, long now)
    {
        // A key becomes a file name: one out of its bounds is used for nothing.
        ProcessEntry? forgotten = null;
        var entry = process.IsValid ? _processes.FindOrAdd(process, now, out forgotten) : null;
        if (forgotten is not null) Forget(forgotten);
        if (entry is null) FleetMetrics.MessagesRefused.Add(1);
        return entry;
    }

    private static ValueTask<IngestAnswer> Answer(IngestOutcome outcome, ProcessKey process, long epoch, string fault) =>
        new(IngestAnswer.NotTaken(outcome, process, epoch, fault));

    private void Take(ProcessEntry entry, Data data, long now)
    {
        var known = entry.Monitor.Judgement.Finding?.Type;
        var observation = entry.Monitor.Observe(data, now);
        if (!observation.Taken)
        {
            FleetMetrics.MessagesRepeated.Add(1);
            return;
        }

        FleetMetrics.MessagesTaken.Add(1);
        if (observation.PartialHistogram) FleetMetrics.HistogramsPartial.Add(1);
        entry.Changed();
        _rows.Changed(entry);
        _writer.Changed(entry);
        if (entry.Monitor.Judgement.Finding is { } finding && finding.Type != known)
            LogLeak(entry.Monitor.Service, entry.Monitor.Version, entry.Key.Pid, entry.Key.Node, finding.Type);
        if (observation.ReportDue) _services.Report(entry.Monitor.Report(), observation.FormerService);
    }

    private async Task FlushAtIntervals()
    {
        using var timer = new PeriodicTimer(_options.WriteInterval, _time);
        var returnTime = _options.SilentKept < ReturnTimeMax ? _options.SilentKept : ReturnTimeMax;
        var expireAt = Now() + (long)returnTime.TotalMilliseconds;
        await Guard(async () =>
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                await Guard(() => _writer.Flush(_stopping.Token));
                // What changed is put in order also when nobody asks: all of a minute at once would be what one person waits for.
                await Guard(() => Task.FromResult(Part()));
                if (Now() < expireAt) continue;
                expireAt = Now() + (long)ExpireInterval.TotalMilliseconds;
                await Guard(Expire);
            }
        });
    }

    private async Task FlushUrgent()
    {
        while (!_stopping.IsCancellationRequested) await Guard(() => _writer.FlushUrgent(_stopping.Token));
    }

    private Task Expire()
    {
        var now = Now();
        foreach (var entry in _processes.Expire(now)) Forget(entry);
        _services.Expire(now);
        return Task.CompletedTask;
    }

    private void Forget(ProcessEntry entry)
    {
        FleetMetrics.ProcessesForgotten.Add(1);
        lock (entry.Gate) _rows.Changed(entry);
        _services.Forget(entry.Monitor.Service, entry.Key);
        _writer.Forget(entry.Key);
    }

    /// <summary>Nothing that goes wrong in one round may end the writing for good: what is not written is never acked and tried again.</summary>
    private async Task Guard(Func<Task> round)
    {
        try
        {
            await Task.Run(round);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopping; the last flush follows.
            return;
        }
        catch (Exception e)
        {
            LogRoundFailed(e);
        }
    }

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    [LoggerMessage(Level = LogLevel.Information, Message = "{Service} {Version} (process {Pid} on {Node}) leaks {Type}")]
    private partial void LogLeak(string service, string version, int pid, string node, string type);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} processes loaded")]
    private partial void LogLoaded(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} stored states were written by another version of the server: those processes and services begin anew")]
    private partial void LogOutdated(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} stored processes found no room: the limit is {ProcessesMax}")]
    private partial void LogNoRoom(int count, int processesMax);

    [LoggerMessage(Level = LogLevel.Error, Message = "Writing states failed")]
    private partial void LogRoundFailed(Exception exception);
}
