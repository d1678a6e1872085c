using System.Collections.Concurrent;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>
/// The summaries of all processes, kept up to date by what changed. A question pays for what changed since the one before it: with ten thousand processes,
/// going through all their entries for each question was half of what a page took.
/// </summary>
internal sealed class RowBook
{
    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<ProcessEntry> _changed = new();
    private readonly Dictionary<string, Dictionary<ProcessKey, ProcessSummary>> _services = new(StringComparer.Ordinal);
    private ServiceRows _rows = ServiceRows.Empty;

    /// <summary>Called under the entry's gate, after each change, when it is new and when it is forgotten.</summary>
    public void Changed(ProcessEntry entry)
    {
        if (entry.IsRowChanged) return;
        entry.IsRowChanged = true;
        _changed.Enqueue(entry);
    }

    /// <summary>What there is now.</summary>
    public ServiceRows Rows()
    {
        lock (_gate)
        {
            if (_changed.IsEmpty) return _rows;
            var touched = new HashSet<string>(StringComparer.Ordinal);
            // What changes meanwhile is for the next question.
            for (var remaining = _changed.Count; remaining > 0 && _changed.TryDequeue(out var entry); remaining--) Take(entry, touched);
            _rows = _rows.With(touched.Select(service => new KeyValuePair<string, ProcessSummary[]>(service, Ordered(service))));
            return _rows;
        }
    }

    private void Take(ProcessEntry entry, HashSet<string> touched)
    {
        ProcessSummary? row;
        lock (entry.Gate)
        {
            entry.IsRowChanged = false;
            row = entry.IsForgotten ? null : entry.Summary;
        }

        if (entry.Row is { } former && (row is null || row.Service != former.Service))
        {
            // Under the same key there may be a new entry by now, whose row it is.
            if (_services.TryGetValue(former.Service, out var left) && ReferenceEquals(left.GetValueOrDefault(entry.Key), former)) left.Remove(entry.Key);
            touched.Add(former.Service);
        }

        entry.Row = row;
        if (row is null) return;
        if (!_services.TryGetValue(row.Service, out var rows)) _services.Add(row.Service, rows = []);
        rows[entry.Key] = row;
        touched.Add(row.Service);
    }

    private ProcessSummary[] Ordered(string service)
    {
        if (!_services.TryGetValue(service, out var rows)) return [];
        if (rows.Count == 0) _services.Remove(service);
        var ordered = rows.Values.ToArray();
        Array.Sort(ordered, ProcessSummaryOrder.LeakingFirst);
        return ordered;
    }
}
