using System.Collections.Concurrent;
using LeakFleet.Fleet;
using LeakFleet.Protocol;
using LeakFleet.Silo.Contracts;

namespace LeakFleet.Silo.Hosting;

/// <summary>
/// How far the processes are persisted that the connections of this silo speak of, as their grains told. One entry for each process spoken of lately: a connection
/// is bounded in processes, and so is this.
/// </summary>
internal sealed class AwaitedAcks(IGrainFactory grains, SiloOptions options, TimeProvider time) : Periodic(TimeSpan.FromMinutes(1), time), IAckObserver
{
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

    /// <summary>The grain of a process: to find one by its name for each frame is a tenth of what the call costs.</summary>
    public IProcessGrain Grain(ProcessKey process) => Of(process).Grain;

    public void Note(ProcessKey process, PersistedMark mark)
    {
        var entry = Of(process);
        lock (entry)
        {
            if (mark.Epoch > entry.Mark.Epoch || (mark.Epoch == entry.Mark.Epoch && mark.Sequence > entry.Mark.Sequence)) entry.Mark = mark;
            entry.HeardAt = Time.GetTimestamp();
        }
    }

    /// <summary>What is known; null when it is to be asked for, which is then not said again for a while.</summary>
    public PersistedMark? Known(ProcessKey process)
    {
        if (!_entries.TryGetValue(process, out var entry)) return null;
        lock (entry)
        {
            if (Time.GetElapsedTime(entry.HeardAt) < Patience) return entry.Mark;
            entry.HeardAt = Time.GetTimestamp();
            return null;
        }
    }

    public Task Persisted(PersistedNotice[] notices)
    {
        foreach (var notice in notices)
            if (ProcessKey.TryParse(notice.Process, out var process) && _entries.ContainsKey(process)) Note(process, new PersistedMark(notice.Epoch, notice.Sequence));
        return Task.CompletedTask;
    }

    protected override Task Tick()
    {
        // Of a process that still waits something is heard or asked before this.
        foreach (var (process, entry) in _entries)
            if (Time.GetElapsedTime(entry.HeardAt) > 4 * Patience) _entries.TryRemove(process, out _);
        return Task.CompletedTask;
    }

    private Entry Of(ProcessKey process) => _entries.GetOrAdd(process, static (key, factory) => new Entry(factory.GetGrain<IProcessGrain>(key.ToString())), grains);

    private sealed class Entry(IProcessGrain grain)
    {
        public IProcessGrain Grain { get; } = grain;

        public PersistedMark Mark { get; set; }

        public long HeardAt { get; set; }
    }
}
