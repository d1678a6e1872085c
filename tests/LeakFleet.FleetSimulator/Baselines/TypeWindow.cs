using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Baselines;

/// <summary>A day of surviving bytes for each type of one process, a point each half hour.</summary>
internal sealed class TypeWindow
{
    public const int Capacity = 48;

    /// <summary>Below twelve values nobody would test a trend.</summary>
    public const int CountMin = 12;

    private const long StepMilliseconds = 30 * 60_000;

    private readonly double[] _hours = new double[Capacity];
    private readonly Dictionary<string, float[]> _types = new(StringComparer.Ordinal);
    private long _lastUnixMilliseconds = long.MinValue / 2;

    public int Count { get; private set; }

    public double HeapBytes { get; private set; }

    public ReadOnlySpan<double> Hours => _hours.AsSpan(0, Count);

    public IEnumerable<KeyValuePair<string, float[]>> Types => _types;

    public ReadOnlySpan<float> Valid(float[] values) => values.AsSpan(0, Count);

    /// <returns>False when it is too early for another point.</returns>
    public bool Add(Histogram histogram, long unixMilliseconds)
    {
        if (unixMilliseconds - _lastUnixMilliseconds < StepMilliseconds) return false;
        _lastUnixMilliseconds = unixMilliseconds;
        if (Count == Capacity)
        {
            Array.Copy(_hours, 1, _hours, 0, --Count);
            foreach (var values in _types.Values) Array.Copy(values, 1, values, 0, Count);
        }

        _hours[Count] = unixMilliseconds / 3_600_000.0;
        foreach (var values in _types.Values) values[Count] = 0;
        HeapBytes = 0;
        foreach (var row in histogram.Types)
        {
            HeapBytes += row.Bytes.Survivors;
            if (row.Name == Histogram.OtherTypes) continue;
            if (!_types.TryGetValue(row.Name, out var values)) _types.Add(row.Name, values = new float[Capacity]);
            values[Count] += row.Bytes.Survivors;
        }

        Count++;
        return true;
    }
}
