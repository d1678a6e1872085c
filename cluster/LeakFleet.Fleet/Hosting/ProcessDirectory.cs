using System.Collections.Concurrent;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>All processes of the in-process host: bounded in number and in time.</summary>
internal sealed class ProcessDirectory(FleetOptions options)
{
    private readonly ConcurrentDictionary<ProcessKey, ProcessEntry> _entries = new();

    /// <summary>Taken to add and to remove; finding one needs no lock.</summary>
    private readonly Lock _gate = new();

    /// <summary>Until then a full directory had nothing to give up; asking again for each refused message would read them all each time.</summary>
    private long _fullUntilUnixMilliseconds;

    public int Count => _entries.Count;

    public ProcessEntry? Find(ProcessKey key) => _entries.GetValueOrDefault(key);

    /// <summary>As it is now; null for a process that is not known.</summary>
    public ProcessSummary? Summary(ProcessKey key)
    {
        if (Find(key) is not { } entry) return null;
        lock (entry.Gate) return entry.Summary;
    }

    public bool Add(ProcessEntry entry)
    {
        lock (_gate) return _entries.Count < options.ProcessesMax && _entries.TryAdd(entry.Key, entry);
    }

    /// <summary>The entry of a process, made when it is new; null when there is no room. An exited process may have to make room for it.</summary>
    public ProcessEntry? FindOrAdd(ProcessKey key, long nowUnixMilliseconds, out ProcessEntry? forgotten)
    {
        forgotten = null;
        if (_entries.TryGetValue(key, out var known)) return known;
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out known)) return known;
            if (_entries.Count >= options.ProcessesMax && !MakeRoom(nowUnixMilliseconds, out forgotten)) return null;
            var entry = new ProcessEntry(new ProcessMonitor(key, options));
            _entries[key] = entry;
            return entry;
        }
    }

    /// <summary>Takes out whatever exited or fell silent too long ago.</summary>
    public IReadOnlyList<ProcessEntry> Expire(long nowUnixMilliseconds)
    {
        var exitedBefore = nowUnixMilliseconds - (long)options.ExitedKept.TotalMilliseconds;
        var silentBefore = nowUnixMilliseconds - (long)options.SilentKept.TotalMilliseconds;
        var expired = new List<ProcessEntry>();
        foreach (var entry in _entries.Values)
        {
            lock (entry.Gate)
            {
                if (entry.Monitor.LastSeenUnixMilliseconds >= (entry.Monitor.IsExited ? exitedBefore : silentBefore)) continue;
                entry.IsForgotten = true;
            }

            lock (_gate) _entries.TryRemove(entry.Key, out _);
            expired.Add(entry);
        }

        return expired;
    }

    private bool MakeRoom(long nowUnixMilliseconds, out ProcessEntry? forgotten)
    {
        forgotten = null;
        if (nowUnixMilliseconds < _fullUntilUnixMilliseconds) return false;
        var oldest = long.MaxValue;
        foreach (var entry in _entries.Values)
        {
            lock (entry.Gate)
            {
                if (!entry.Monitor.IsExited || entry.Monitor.LastSeenUnixMilliseconds >= oldest) continue;
                (forgotten, oldest) = (entry, entry.Monitor.LastSeenUnixMilliseconds);
            }
        }

        if (forgotten is null)
        {
            _fullUntilUnixMilliseconds = nowUnixMilliseconds + 1000;
            return false;
        }

        lock (forgotten.Gate) forgotten.IsForgotten = true;
        return _entries.TryRemove(forgotten.Key, out _);
    }
}
