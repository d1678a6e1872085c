using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>The newest summaries of processes, without their monitors: what an index in parts holds of them. Bounded in number and in time.</summary>
/// <param name="rowsMax">At the bound an exited process makes room, the one longest silent first; after that new ones are refused.</param>
public sealed class ProcessIndex(FleetOptions options, int rowsMax)
{
    private readonly Dictionary<ProcessKey, ProcessSummary> _rows = [];

    public IReadOnlyCollection<ProcessSummary> Rows => _rows.Values;

    /// <summary>Takes the newest row of a process in place of an older one; false when there is no room for it. An older one, arriving late, is ignored.</summary>
    public bool Update(ProcessSummary row)
    {
        if (_rows.TryGetValue(row.Key, out var known))
        {
            if (known.LastSeenUnixMilliseconds <= row.LastSeenUnixMilliseconds) _rows[row.Key] = row;
            return true;
        }

        if (_rows.Count >= rowsMax && !MakeRoom()) return false;
        _rows.Add(row.Key, row);
        return true;
    }

    public bool Remove(ProcessKey process) => _rows.Remove(process);

    /// <summary>Takes out whatever exited or fell silent too long ago.</summary>
    public IReadOnlyList<ProcessSummary> Expire(long nowUnixMilliseconds)
    {
        var exitedBefore = nowUnixMilliseconds - (long)options.ExitedKept.TotalMilliseconds;
        var silentBefore = nowUnixMilliseconds - (long)options.SilentKept.TotalMilliseconds;
        var expired = _rows.Values.Where(row => row.LastSeenUnixMilliseconds < (row.Exited ? exitedBefore : silentBefore)).ToList();
        foreach (var row in expired) _rows.Remove(row.Key);
        return expired;
    }

    private bool MakeRoom()
    {
        var oldest = _rows.Values.Where(row => row.Exited).MinBy(row => row.LastSeenUnixMilliseconds);
        return oldest is not null && _rows.Remove(oldest.Key);
    }
}
