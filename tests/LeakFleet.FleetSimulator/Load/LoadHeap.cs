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

    /// <summary>Of all processes, as the replicas of a service have the same types.</summary>
    private static readonly string[] Names = [.. Enumerable.Range(0, WireLimits.TypesMax).Select(i => $"Company.Product.Feature{i % 7}.Namespace.TypeNumber{i}")];

    private readonly long[] _counts;
    private readonly Random _random;
    private readonly bool _leaks;
    private int _minute;

    public LoadHeap(int process, int types)
    {
        _random = new Random(process);
        _leaks = process % LeaksEach == 0;
        _counts = [.. Enumerable.Range(0, types).Select(i => (long)(4_000_000 / Math.Pow(i + 1, 1.2)) + 1)];
    }

    public Histogram Next()
    {
        _minute++;
        for (var i = 0; i < _counts.Length; i += 5) _counts[i] = Math.Max(1, _counts[i] + _random.Next(-20, 21));
        if (_leaks && _counts.Length > 1) _counts[1] += 2000;
        var rows = new TypeRow[_counts.Length];
        for (var i = 0; i < rows.Length; i++) rows[i] = Row(Names[i], _counts[i], _counts[i] * (24 + 8 * (i % 9)));
        return new Histogram(_minute, true, 1000, Complete, default, rows);
    }

    private static TypeRow Row(string name, long count, long bytes) =>
        new(name, "Company.Product", new GenerationValues(0, 0, count, 0, 0, 0), new GenerationValues(0, 0, bytes, 0, 0, 0));
}
