using System.Diagnostics;

namespace HeapTarget;

/// <summary>A thread that sleeps 1 ms at a time and notes how long each sleep really took: what stops the process shows as a long one.</summary>
internal sealed class StallMeter
{
    public const int SeriesCount = 4;

    private const int None = -1;
    private const int SamplesMax = 1 << 18;

    // Not a Lock: the program is published for .NET 8 too.
    private readonly object _gate = new();
    private readonly long[][] _ticks = [.. Enumerable.Range(0, SeriesCount).Select(_ => new long[SamplesMax])];
    private readonly int[] _counts = new int[SeriesCount];
    private int _watched = None;

    public StallMeter()
    {
        new Thread(Run) { IsBackground = true, Priority = ThreadPriority.Highest }.Start();
    }

    /// <summary>Notes sleeps from now on in that series. One that is under way counts too, then and at the end: a stall may end only after what caused it.</summary>
    public void Watch(int series)
    {
        lock (_gate) _watched = series;
    }

    public void Unwatch()
    {
        lock (_gate) _watched = None;
    }

    /// <summary>Longest and 99.9th percentile of what was noted in that series since the last report, in milliseconds, and how many they were.</summary>
    public string Report(int series)
    {
        lock (_gate)
        {
            var sorted = _ticks[series].AsSpan(0, _counts[series]);
            sorted.Sort();
            var (max, high) = sorted.IsEmpty ? (0, 0) : (sorted[^1], sorted[(int)((sorted.Length - 1) * 0.999)]);
            _counts[series] = 0;
            return FormattableString.Invariant($"STALL {Milliseconds(max):F3} {Milliseconds(high):F3} {sorted.Length}");
        }
    }

    private static double Milliseconds(long ticks) => ticks * 1000.0 / Stopwatch.Frequency;

    private void Run()
    {
        var before = Stopwatch.GetTimestamp();
        var watchedBefore = None;
        while (true)
        {
            // The sleep is what is measured.
            Thread.Sleep(1);
            var now = Stopwatch.GetTimestamp();
            lock (_gate)
            {
                var series = _watched != None ? _watched : watchedBefore;
                if (series != None && _counts[series] < SamplesMax) _ticks[series][_counts[series]++] = now - before;
                watchedBefore = _watched;
            }
            before = now;
        }
    }
}
