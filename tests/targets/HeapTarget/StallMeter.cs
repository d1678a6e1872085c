using System.Diagnostics;

namespace HeapTarget;

/// <summary>A thread that sleeps 1 ms at a time and notes how long each sleep really took: what stops the process shows as a long one.</summary>
internal sealed class StallMeter
{
    private const int SamplesMax = 1 << 20;

    // Not a Lock: the program is published for .NET 8 too.
    private readonly object _gate = new();
    private readonly long[] _ticks = new long[SamplesMax];
    private int _count;
    private bool _isWatching;

    public StallMeter()
    {
        new Thread(Run) { IsBackground = true, Priority = ThreadPriority.Highest }.Start();
    }

    /// <summary>Notes sleeps from now on, or no more. One that is under way counts in both cases: a stall may end only after what caused it.</summary>
    public void Watch(bool on)
    {
        lock (_gate) _isWatching = on;
    }

    /// <summary>Longest and 99.9th percentile of what was noted since the last report, in milliseconds.</summary>
    public string Report()
    {
        lock (_gate)
        {
            var sorted = _ticks.AsSpan(0, _count);
            sorted.Sort();
            var (max, high) = _count == 0 ? (0, 0) : (sorted[^1], sorted[(int)((_count - 1) * 0.999)]);
            _count = 0;
            return FormattableString.Invariant($"STALL {Milliseconds(max):F3} {Milliseconds(high):F3}");
        }
    }

    private static double Milliseconds(long ticks) => ticks * 1000.0 / Stopwatch.Frequency;

    private void Run()
    {
        var before = Stopwatch.GetTimestamp();
        var wasWatching = false;
        while (true)
        {
            // The sleep is what is measured.
            Thread.Sleep(1);
            var now = Stopwatch.GetTimestamp();
            lock (_gate)
            {
                if ((wasWatching || _isWatching) && _count < SamplesMax) _ticks[_count++] = now - before;
                wasWatching = _isWatching;
            }
            before = now;
        }
    }
}
