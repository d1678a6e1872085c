using LeakFleet.Protocol;

namespace LeakFleet.Benchmarks.Detect;

/// <summary>
/// Histograms of one process: sizes with a heavy tail, most types constant, some that swing with the day's load and with noise, a few that wander, and, if asked
/// for, some that leak. Two in a row differ in order, as rows sorted by size do. All are made before anything is measured.
/// </summary>
internal sealed class SimulatedHeap
{
    public const long Start = 1_760_000_000_000;

    private const double LoadPeriodMinutes = 24 * 60;

    private readonly string[] _names;
    private readonly Random _random;
    private readonly double[] _noise;
    private readonly int _leaks;

    public SimulatedHeap(int types, int leaks, int seed)
    {
        _random = new Random(seed);
        _leaks = leaks;
        _noise = new double[types];
        _names = [.. Enumerable.Range(0, types).Select(i => $"Company.Product.Feature{i % 7}.Namespace.TypeNumber{i}+Nested")];
    }

    /// <summary>Names as each frame brings them: not always the same string object.</summary>
    public Histogram At(long minute)
    {
        var rows = new TypeRow[_names.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var size = 200_000_000 / Math.Pow(i + 1, 1.2);
            _noise[i] = 0.8 * _noise[i] + (2 * _random.NextDouble() - 1) * 0.01;
            // Of five types one serves requests: its objects come and go with the load.
            var moving = i % 5 == 0 ? 1 + 0.15 * Math.Sin(2 * Math.PI * minute / LoadPeriodMinutes) + _noise[i] : 1;
            var bytes = (long)(size * moving) + (i < _leaks * 10 && i % 10 == 1 ? minute * 100_000 : 0);
            rows[i] = new TypeRow(_names[i], "Company.Product", new GenerationValues(0, 0, bytes / 48 + 1, 0, 0, 0), new GenerationValues(bytes / 50, 0, bytes, 0, 0, 0));
        }

        Array.Sort(rows, static (a, b) => b.Bytes.Total.CompareTo(a.Bytes.Total));
        return new Histogram(minute, true, 1000, new Completeness(100, 0, 1 << 30, 0, new Dictionary<string, int>()), default, rows);
    }
}
