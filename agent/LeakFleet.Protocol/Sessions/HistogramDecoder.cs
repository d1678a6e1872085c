namespace LeakFleet.Protocol.Sessions;

/// <summary>
/// The receiver's end: the histograms again. A type whose objects are all gone is left out, as in a histogram that is sent whole. The sender numbers its changes and
/// this one counts them: a change is only taken on top of the one it was made for. Bounded by the limits of a histogram.
/// </summary>
public sealed class HistogramDecoder
{
    private readonly RowTable _table = new();
    private int _received;

    /// <summary>The histogram that a change makes of the one before; null when it cannot be, for that reason.</summary>
    public Histogram? Decode(HistogramChange change, out string fault)
    {
        if (change.Base == 0)
        {
            _table.Clear();
            _received = 0;
        }

        fault = "a change of a histogram that did not come";
        if (change.Base != _received) return null;
        fault = "more types than the limit";
        if (_table.Count + change.Added.Count > WireLimits.TypesMax) return null;
        var known = _table.Count;
        var rows = _table.Read(change.Added.Count);
        if (!RowChanges.TryApply(change.Changes.Span, rows.AsSpan(0, known), out fault, change.IsAgainstExpected)) return null;
        for (var i = 0; i < change.Added.Count; i++) _table.Add(rows[known + i] = change.Added[i]);
        _table.Write(rows);
        _received++;
        // Nearly always all of them are there: no copy of twenty kilobytes then.
        return change.Head with { Types = Array.TrueForAll(rows, IsThere) ? rows : Array.FindAll(rows, IsThere) };
    }

    private static bool IsThere(TypeRow row) => row.Counts != default || row.Bytes != default;
}
