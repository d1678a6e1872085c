using System.Collections.Concurrent;
using LeakFleet.Fleet;
using LeakFleet.Protocol;
using LeakFleet.Silo.Contracts;
using Microsoft.Extensions.Hosting;

namespace LeakFleet.Silo.Hosting;

/// <summary>
/// How far the processes are persisted that the connections of this silo speak of, as their grains told. One entry for each process spoken of lately: a connection
/// is bounded in processes, and so is this.
/// </summary>
internal sealed class AwaitedAcks(IGrainFactory grains, SiloOptions options, TimeProvider time) : BackgroundService, IAckObserver
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<ProcessKey, Entry> _entries = new();
    private readonly Lock _gate = new();
    private IAckObserver? _reference;

    /// <summary>Under which grains reach this; made at the first use, which is after the silo has started.</summary>
    public IAckObserver Reference
    {
        get
        {
            if (Volatile.Read(ref _reference) is { } made) return made;
            lock (_gate) return _reference ??= grains.CreateObjectReference<IAckObserver>(this);
        }
    }

    /// <summary>Much longer than a write is due: its notice was lost, or what would have written it.</summary>
    private TimeSpan Patience => options.WriteInterval * 2 + TimeSpan.FromSeconds(5);

    public void Note(ProcessKey process, PersistedMark mark)
    {
        var entry = _entries.GetOrAdd(process, static _ => new Entry());
        lock (entry)
        {
            if (mark.Epoch > entry.Mark.Epoch || (mark.Epoch == entry.Mark.Epoch && mark.Sequence > entry.Mark.Sequence)) entry.Mark = mark;
            entry.HeardAt = time.GetTimestamp();
        }
    }

    /// <summary>What is known; null when it is to be asked for, which is then not said again for a while.</summary>
    public PersistedMark? Known(ProcessKey process)
    {
        if (!_entries.TryGetValue(process, out var entry)) return null;
        lock (entry)
        {
            if (time.GetElapsedTime(entry.HeardAt) < Patience) return entry.Mark;
            entry.HeardAt = time.GetTimestamp();
            return null;
        }
    }

    public Task Persisted(PersistedNotice[] notices)
    {
        foreach (var notice in notices)
            if (ProcessKey.TryParse(notice.Process, out var process) && _entries.ContainsKey(process)) Note(process, new PersistedMark(notice.Epoch, notice.Sequence));
        return Task.CompletedTask;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SweepInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                // Of a process that still waits something is heard or asked before this.
                foreach (var (process, entry) in _entries)
                    if (time.GetElapsedTime(entry.HeardAt) > 4 * Patience) _entries.TryRemove(process, out _);
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }

    private sealed class Entry
    {
        public PersistedMark Mark { get; set; }

        public long HeardAt { get; set; }
    }
}
