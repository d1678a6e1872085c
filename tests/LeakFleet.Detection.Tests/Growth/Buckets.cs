namespace LeakFleet.Detection.Tests;

/// <summary>Floors as a monitor keeps them: 48 equal stretches of time that double their width when they run out. Minutes since the start.</summary>
internal sealed class Buckets(double widthMinutes)
{
    private const int Count = 48;

    private readonly float[] _floors = [.. Enumerable.Repeat(float.NaN, Count)];
    private int _open;

    public double WidthMinutes { get; private set; } = widthMinutes;

    /// <summary>Those that are over.</summary>
    public ReadOnlySpan<float> Closed => _floors.AsSpan(0, _open);

    /// <summary>True when the value is the first of a new bucket: the moment to look at the closed ones.</summary>
    public bool Add(double minutes, double value)
    {
        while ((int)(minutes / WidthMinutes) >= Count) Double();
        var bucket = (int)(minutes / WidthMinutes);
        var closes = bucket != _open;
        _open = bucket;
        _floors[bucket] = Lower(_floors[bucket], (float)value);
        return closes;
    }

    /// <summary>What the test says of them, without any minimum unless the options have one.</summary>
    public GrowthResult Judge(DetectionOptions options, double heapBytes = 0) =>
        GrowthTest.JudgeFloors(Closed, Notation.Start, (long)(WidthMinutes * 60_000), Notation.Start, heapBytes, options);

    private void Double()
    {
        for (var i = 0; i < Count / 2; i++) _floors[i] = Lower(_floors[2 * i], _floors[2 * i + 1]);
        _floors.AsSpan(Count / 2).Fill(float.NaN);
        WidthMinutes *= 2;
        _open /= 2;
    }

    private static float Lower(float one, float other) => float.IsNaN(one) ? other : float.IsNaN(other) ? one : Math.Min(one, other);
}
