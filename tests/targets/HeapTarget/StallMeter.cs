using System.Diagnostics;

namespace HeapTarget;

/// <summary>A thread that sleeps 1 ms at a time and notes how long each sleep really took: what stops the process shows as a long one.</summary>
internal sealed class StallMeter
{
    private const int SamplesMax = 1 << 18;

    // Not a Lock: the program is published for .NET 8 too.
    private readonly object _gate = new();
    private readonly long[] _ticks = new long[SamplesMax];
    private int _count;
    private bool _isWatched;

    public StallMeter()
    {
        new Thread(Run) { IsBackground = true, Priority = ThreadPriority.Highest }.Start();
    }

    /// <summary>Notes sleeps from now on. One that is under way counts too, then and at the end: a stall may end only after what caused it.</summary>
    public void Watch()
    {
        lock (_gate) (_isWatched, _count) = (true, 0);
    }

    public void Unwatch()
    {
        lock (_gate) _isWatched = false;
    }

    /// <summary>Longest and 99.9th percentile of what was noted, in milliseconds, and how many they were.</summary>
    public string Report()
    {
        lock (_gate)
        {
            var sorted = _ticks.AsSpan(0, _count);
            sorted.Sort();
            var (max, high) = sorted.IsEmpty ? (0, 0) : (sorted[^1], sorted[(int)((sorted.Length - 1) * 0.999)]);
            return FormattableString.Invariant($"STALL {Milliseconds(max):F3} {Milliseconds(high):F3} {sorted.Length}");
        }
    }

    private static double Milliseconds(long ticks) => ticks * 1000.0 / Stopwatch.Frequency;

    private void Run()
    {
        var before = Stopwatch.GetTimestamp();
        var wasWatched = false;
        while (true)
        {
            // The sleep is what is measured.
            Thread.Sleep(1);
            var now = Stopwatch.GetTimestamp();
            lock (_gate)
            {
                if ((_isWatched || wasWatched) && _count < SamplesMax) _ticks[_count++] = now - before;
                wasWatched = _isWatched;
            }
            before = now;
        }
    }
}
