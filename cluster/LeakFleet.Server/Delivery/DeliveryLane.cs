using LeakFleet.Fleet;
using LeakFleet.Server.Text;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Server.Delivery;

/// <summary>
/// One receiver with its queue and its one worker. A receiver that is broken or slow holds up nobody but itself: posting costs a write to the store and
/// never waits for a sending.
/// </summary>
internal sealed partial class DeliveryLane(
    ReceiverOptions receiver, IReceiver way, IDocumentStore store, DeliveryOptions options, TimeProvider clock, ILogger log) : IDisposable
{
    /// <summary>The receiver's own time limit covers its network; this covers a way that has none.</summary>
    private static readonly TimeSpan GraceTime = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan StoreRetryInterval = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _saving = new(1, 1);
    private readonly Nudge _news = new(clock);
    private DeliveryQueue _queue = new(options);
    private bool _isSaved = true;
    private long _deliveredCount;
    private long _failedCount;
    private string _lastFault = "";
    private string _storeFault = "";
    private DateTimeOffset? _lastDeliveredAt;

    public ReceiverOptions Receiver => receiver;

    private KeyValuePair<string, object?> Tag => new("receiver", receiver.Name);

    private string Document => $"delivery/{receiver.Name}";

    public LaneStatus Status()
    {
        lock (_gate)
        {
            return new LaneStatus(
                receiver.Name, receiver.Kind, receiver.Target, _queue.Count, _queue.Queued.Count == 0 ? null : _queue.Queued[0].QueuedAt,
                _deliveredCount, _failedCount, _queue.DroppedCount, [.. _queue.DeadLetters], _lastFault, _lastDeliveredAt, _storeFault)
            {
                IsFailing = _queue.Count > 0 && _lastFault.Length > 0,
            };
        }
    }

    /// <summary>Takes up what a former run left. A document that is damaged is left behind, and said.</summary>
    public async Task Load(CancellationToken cancellation)
    {
        try
        {
            var stored = await store.Read(Document, cancellation);
            lock (_gate) _storeFault = "";
            if (stored is not { } bytes) return;
            if (DeliveryState.Parse(bytes) is { } state)
            {
                lock (_gate)
                {
                    ServerMetrics.NoticesQueued.Add(state.Queued.Count - _queue.Count, Tag);
                    _queue = DeliveryQueue.Load(state, options);
                }
            }
            else LogDamaged(receiver.Name);
        }
        catch (IOException e)
        {
            NoteStoreFault(e);
        }
    }

    /// <summary>Takes notices over: when it returns they are in the store, or the store is broken and they are only in memory.</summary>
    public async ValueTask Post(IReadOnlyList<Notice> notices, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var (count, dropped) = (_queue.Count, _queue.DroppedCount);
            foreach (var notice in notices) _queue.Enqueue(notice, clock.GetUtcNow());
            ServerMetrics.NoticesQueued.Add(_queue.Count - count, Tag);
            if (_queue.DroppedCount > dropped) ServerMetrics.NoticesDropped.Add(_queue.DroppedCount - dropped, Tag);
            _isSaved = false;
        }

        await Save(cancellation);
        _news.Give();
    }

    public async ValueTask<bool> Revive(string id, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!_queue.Revive(id, clock.GetUtcNow())) return false;
            ServerMetrics.NoticesQueued.Add(1, Tag);
            _isSaved = false;
        }

        await Save(cancellation);
        _news.Give();
        return true;
    }

    /// <summary>Sends until it is cancelled; who sends from then on knows of faults.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        try
        {
            await Send(cancellation);
        }
        finally
        {
            lock (_gate) _lastFault = "";
        }
    }

    private async Task Send(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            QueuedNotice? due;
            TimeSpan? wait;
            var now = clock.GetUtcNow();
            lock (_gate)
            {
                due = _queue.Due(now);
                wait = _queue.NextDueAt - now;
                if (!_isSaved && (wait is null || wait > StoreRetryInterval)) wait = StoreRetryInterval;
            }

            if (due is not null) await TryOne(due, cancellation);
            else await _news.Wait(wait, cancellation);
            await Save(cancellation);
        }
    }

    public void Dispose() => _saving.Dispose();

    private async Task TryOne(QueuedNotice due, CancellationToken cancellation)
    {
        var outcome = await SendBounded(due.Notice, cancellation);
        lock (_gate)
        {
            var (count, dead) = (_queue.Count, _queue.DeadLetters.Count);
            _queue.Settle(due, outcome, clock.GetUtcNow(), Random.Shared.NextDouble());
            ServerMetrics.NoticesQueued.Add(_queue.Count - count, Tag);
            _isSaved = false;
            if (outcome.Fault is null)
            {
                _deliveredCount++;
                _lastFault = "";
                _lastDeliveredAt = clock.GetUtcNow();
                ServerMetrics.NoticesDelivered.Add(1, Tag);
                return;
            }

            _failedCount++;
            ServerMetrics.NoticesFailed.Add(1, Tag);
            if (_lastFault != outcome.Fault) LogFailed(receiver.Name, outcome.Fault);
            _lastFault = outcome.Fault;
            if (_queue.DeadLetters.Count > dead || outcome.IsFinal)
            {
                ServerMetrics.NoticesGivenUp.Add(1, Tag);
                LogGivenUp(receiver.Name, outcome.Fault);
            }
        }
    }

    private async Task<DeliveryOutcome> SendBounded(Notice notice, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(receiver.Timeout + GraceTime);
        try
        {
            return await way.Send(notice, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return DeliveryOutcome.TryLater($"no answer within {receiver.Timeout.TotalSeconds:0} s");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A bug of one way must not end its lane: the notice is given up and shown.
            LogBug(receiver.Name, e);
            return DeliveryOutcome.Refused($"internal error: {e.GetType().Name}");
        }
    }

    private async Task Save(CancellationToken cancellation)
    {
        await _saving.WaitAsync(cancellation);
        try
        {
            byte[] bytes;
            lock (_gate)
            {
                if (_isSaved) return;
                bytes = _queue.Save().ToBytes();
                _isSaved = true;
            }

            await store.Write(Document, bytes, cancellation);
            lock (_gate) _storeFault = "";
        }
        catch (IOException e)
        {
            lock (_gate) _isSaved = false;
            NoteStoreFault(e);
        }
        finally
        {
            _saving.Release();
        }
    }

    private void NoteStoreFault(IOException e)
    {
        ServerMetrics.DocumentFailures.Add(1);
        var fault = Printable.Show(e.Message.ReplaceLineEndings(" "));
        lock (_gate)
        {
            if (_storeFault != fault) LogStore(receiver.Name, fault);
            _storeFault = fault;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Receiver {Receiver}: {Fault}; tried again later")]
    private partial void LogFailed(string receiver, string fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "Receiver {Receiver}: a notice was given up: {Fault}")]
    private partial void LogGivenUp(string receiver, string fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "Receiver {Receiver}: sending failed")]
    private partial void LogBug(string receiver, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Receiver {Receiver}: what waits for it is kept in memory only: {Fault}")]
    private partial void LogStore(string receiver, string fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "Receiver {Receiver}: what waited for it cannot be read; it begins anew")]
    private partial void LogDamaged(string receiver);
}
