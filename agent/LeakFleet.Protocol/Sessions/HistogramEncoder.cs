using System.Buffers;

namespace LeakFleet.Protocol.Sessions;

/// <summary>The sender's end: turns the histograms of one process, in the order they are sent on one connection, into changes.</summary>
/// <param name="againstExpected">Whether the receiver knows changes against expected bytes.</param>
public sealed class HistogramEncoder(bool againstExpected = true)
{
    private readonly RowTable _table = new();
    private readonly Dictionary<(string Name, string Assembly), int> _numbers = [];
    private int _sent;

    /// <summary>Types it remembers.</summary>
    public int Types => _table.Count;

    /// <summary>The histogram as a change; null when it has two rows of one name, and is to be sent as it is.</summary>
    public HistogramChange? Encode(Histogram histogram)
    {
        histogram = histogram.Trim();
        var seen = new HashSet<(string, string)>(histogram.Types.Count);
        foreach (var row in histogram.Types)
            if (!seen.Add((row.Name, row.Assembly))) return null;

        var added = histogram.Types.Where(row => !_numbers.ContainsKey((row.Name, row.Assembly))).ToList();
        if (_sent == int.MaxValue || _table.Count + added.Count > WireLimits.TypesMax)
        {
            // Types come and go: the table is full of those that went.
            _table.Clear();
            _numbers.Clear();
            _sent = 0;
            added = [.. histogram.Types];
        }

        var before = _table.Read();
        var after = before.Select(row => row with { Counts = default, Bytes = default }).ToArray();
        foreach (var row in histogram.Types)
            if (_numbers.TryGetValue((row.Name, row.Assembly), out var number)) after[number] = row;
        var changes = new ArrayBufferWriter<byte>();
        RowChanges.Write(before, after, changes, againstExpected);
        foreach (var row in added)
        {
            _numbers.Add((row.Name, row.Assembly), _table.Count);
            _table.Add(row);
        }

        _table.Write([.. after, .. added]);
        return new HistogramChange(_sent++, histogram with { Types = [] }, added, changes.WrittenMemory) { IsAgainstExpected = againstExpected };
    }
}
