using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Load;

/// <summary>
/// The heap of one simulated process: sizes with a heavy tail, a fifth of the types moving with what the process does, the rest as they are. One process in
/// sixteen has a type that leaks.
/// </summary>
internal sealed class LoadHeap
{
    private const int LeaksEach = 16;

    private static readonly Completeness Complete = new(100, 0, 1 << 30, 0, new Dictionary<string, int>());

    private readonly TypeRow[] _rows;
    private readonly Random _random;
    private readonly bool _leaks;
    private int _minute;

    public LoadHeap(int process, int types)
    {
        _random = new Random(process);
        _leaks = process % LeaksEach == 0;
        _rows = new TypeRow[types];
        for (var i = 0; i < types; i++)
        {
            var count = (long)(4_000_000 / Math.Pow(i + 1, 1.2)) + 1;
            _rows[i] = Row($"Company.Product.Feature{i % 7}.Namespace.TypeNumber{i}", count, count * (24 + 8 * (i % 9)));
        }
    }

    public Histogram Next()
    {
        _minute++;
        for (var i = 0; i < _rows.Length; i += 5)
        {
            var size = _rows[i].Bytes.Total / _rows[i].Counts.Total;
            var count = Math.Max(1, _rows[i].Counts.Gen2 + _random.Next(-20, 21));
            _rows[i] = Row(_rows[i].Name, count, count * size);
        }

        if (_leaks) _rows[1] = Row(_rows[1].Name, _rows[1].Counts.Gen2 + 2000, _rows[1].Bytes.Gen2 + 2000 * 48);
        return new Histogram(_minute, true, 1000, Complete, default, [.. _rows]);
    }

    private static TypeRow Row(string name, long count, long bytes) =>
        new(name, "Company.Product", new GenerationValues(0, 0, count, 0, 0, 0), new GenerationValues(0, 0, bytes, 0, 0, 0));
}
