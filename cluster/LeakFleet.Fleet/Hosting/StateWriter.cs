using System.Buffers;
using System.Collections.Concurrent;
using System.Threading.Channels;
using LeakFleet.Protocol;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Fleet;

/// <summary>
/// Writes what changed, in batches: at every interval all of it, and in between what took many messages. A message is persisted when the state that
/// holds it is on disk, and not before.
/// </summary>
internal sealed partial class StateWriter(
    IStateStore store, ProcessDirectory processes, ServiceDirectory services, FleetOptions options, ILogger log) : IDisposable
{
    /// <summary>States captured at once: 256 of 32 KiB are 8 MiB in memory, and share one flush of each folder.</summary>
    private const int BatchMax = 256;

    /// <summary>What a state of two hundred types takes at most; others make the buffer grow.</summary>
    private const int StateBytesUsual = 32 * 1024;

    private readonly ConcurrentQueue<ProcessEntry> _dirty = new();
    private readonly ConcurrentQueue<ProcessKey> _forgotten = new();

    // One place: a flush takes everything that is urgent by then, so that one signal stands for many.
    private readonly Channel<bool> _urgent = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly SemaphoreSlim _flushing = new(1);
    private volatile string _fault = "";

    /// <summary>Why the last states could not be written; empty once some were.</summary>
    public string Fault => _fault;

    /// <summary>Called under the entry's gate, after each message taken.</summary>
    public void Changed(ProcessEntry entry)
    {
        if (!store.IsDurable)
        {
            entry.Written(new PersistedMark(entry.Monitor.Epoch, entry.Monitor.LastSequence));
            return;
        }

        if (!entry.IsQueued)
        {
            entry.IsQueued = true;
            _dirty.Enqueue(entry);
        }

        if (entry.UnwrittenMessages == options.WriteMessagesMax) _urgent.Writer.TryWrite(true);
    }

    public void Forget(ProcessKey process) => _forgotten.Enqueue(process);

    /// <summary>Until cancelled: flushes what cannot wait for the interval.</summary>
    public async Task FlushUrgent(CancellationToken cancellation)
    {
        while (await _urgent.Reader.WaitToReadAsync(cancellation))
        {
            while (_urgent.Reader.TryRead(out _))
            {
            }

            await Flush(entry => entry.UnwrittenMessages >= options.WriteMessagesMax, withServices: false, cancellation);
        }
    }

    public Task Flush(CancellationToken cancellation) => Flush(_ => true, withServices: true, cancellation);

    public void Dispose() => _flushing.Dispose();

    private async Task Flush(Func<ProcessEntry, bool> isDue, bool withServices, CancellationToken cancellation)
    {
        if (!store.IsDurable) return;
        await _flushing.WaitAsync(cancellation);
        try
        {
            DeleteForgotten();
            var faults = new List<StateFault>();
            // What is queued from here on, failed writes among it, waits for the next flush.
            var remaining = _dirty.Count;
            var isTried = false;
            while (remaining > 0)
            {
                var batch = new List<(ProcessEntry Entry, PersistedMark Mark)>();
                var states = new List<EntityState>();
                for (; remaining > 0 && batch.Count < BatchMax && _dirty.TryDequeue(out var entry); remaining--) Capture(entry, isDue, batch, states);
                isTried |= batch.Count > 0;
                if (batch.Count > 0) faults.AddRange(Write(batch, states));
                else if (_dirty.IsEmpty) break;
            }

            if (withServices) faults.AddRange(WriteServices());
            if (isTried || faults.Count > 0) _fault = faults.Count > 0 ? faults[0].Reason : "";
            if (faults.Count == 0) return;
            FleetMetrics.StateWriteFailures.Add(faults.Count);
            LogNotWritten(faults.Count, faults[0].Key, faults[0].Reason);
        }
        finally
        {
            _flushing.Release();
        }
    }

    private void Capture(ProcessEntry entry, Func<ProcessEntry, bool> isDue, List<(ProcessEntry, PersistedMark)> batch, List<EntityState> states)
    {
        lock (entry.Gate)
        {
            entry.IsQueued = false;
            if (entry.IsForgotten || !entry.IsDirty) return;
            if (!isDue(entry))
            {
                entry.IsQueued = true;
                _dirty.Enqueue(entry);
                return;
            }

            var bytes = new ArrayBufferWriter<byte>(StateBytesUsual);
            batch.Add((entry, entry.Capture(bytes)));
            states.Add(new EntityState(entry.Key.ToString(), bytes.WrittenMemory));
        }
    }

    private IReadOnlyList<StateFault> Write(List<(ProcessEntry Entry, PersistedMark Mark)> batch, List<EntityState> states)
    {
        var faults = WriteToStore(states);
        var failed = faults.Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < batch.Count; i++)
        {
            var (entry, mark) = batch[i];
            lock (entry.Gate)
            {
                if (!failed.Contains(states[i].Key))
                {
                    entry.Written(mark);
                    continue;
                }

                entry.NotWritten();
                if (entry.IsQueued) continue;
                entry.IsQueued = true;
                _dirty.Enqueue(entry);
            }
        }

        FleetMetrics.StatesWritten.Add(batch.Count - faults.Count);
        FleetMetrics.StateBytesWritten.Add(states.Sum(s => (long)s.Bytes.Length));
        return faults;
    }

    private IReadOnlyList<StateFault> WriteToStore(IReadOnlyList<EntityState> states)
    {
        try
        {
            return store.Write(states);
        }
        catch (Exception e)
        {
            // A store says what it could not write. One that throws has a fault of its own; the messages must be kept all the same.
            LogStoreFailed(e);
            return [.. states.Select(state => new StateFault(state.Key, e.Message))];
        }
    }

    private IReadOnlyList<StateFault> WriteServices()
    {
        var (changed, gone) = services.TakeChanged();
        foreach (var key in gone) store.Delete(key);
        if (changed.Count == 0) return [];
        var faults = WriteToStore(changed);
        if (faults.Count > 0) services.NotWritten(faults.Select(fault => fault.Key).ToHashSet(StringComparer.Ordinal));
        FleetMetrics.StatesWritten.Add(changed.Count - faults.Count);
        FleetMetrics.StateBytesWritten.Add(changed.Sum(s => (long)s.Bytes.Length));
        return faults;
    }

    private void DeleteForgotten()
    {
        for (var remaining = _forgotten.Count; remaining > 0 && _forgotten.TryDequeue(out var process); remaining--)
        {
            // Known again by now: its file is that of the new entry, or will be.
            if (processes.Find(process) is null) store.Delete(process.ToString());
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} states could not be written and are tried again; the first, {Key}: {Reason}")]
    private partial void LogNotWritten(int count, string key, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The state store failed")]
    private partial void LogStoreFailed(Exception exception);
}
