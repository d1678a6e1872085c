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
        var before = _table.Read();
        if (!RowChanges.TryApply(change.Changes.Span, before, out fault)) return null;
        foreach (var row in change.Added) _table.Add(row);
        TypeRow[] rows = [.. before, .. change.Added];
        _table.Write(rows);
        _received++;
        return change.Head with { Types = Array.FindAll(rows, row => row.Counts != default || row.Bytes != default) };
    }
}
