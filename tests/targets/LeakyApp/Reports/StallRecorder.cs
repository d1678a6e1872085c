using System.Diagnostics;
using System.Globalization;

namespace LeakyApp.Reports;

/// <summary>
/// A thread that wants to run every millisecond and notes by how much it is late. What is late beyond the collector's own pauses was
/// done to the process from outside: by the scheduler, or by whoever inspects it.
/// </summary>
internal sealed class StallRecorder
{
    private const int BucketMicroseconds = 20;

    /// <summary>20 µs up to 200 ms, in 40 KB: below the large-object threshold. Later ones share the last bucket; the maximum is kept apart.</summary>
    private const int BucketCount = 10_000;

    private readonly Lock _gate = new();
    private readonly int[] _lateness = new int[BucketCount];
    private long _count;
    private double _maxMs;
    private double _beyondPausesMaxMs;
    private double _pauseMaxMs;
    private TimeSpan _pauseTotalAtTake;

    public void Start(CancellationToken stopping) =>
        new Thread(() => Watch(stopping)) { IsBackground = true, Name = "stall watch", Priority = ThreadPriority.Highest }.Start();

    /// <summary>The figures since the previous call, as a line, and starts anew.</summary>
    public string TakeLine()
    {
        lock (_gate)
        {
            var pauseTotal = GC.GetTotalPauseDuration();
            var line = string.Create(CultureInfo.InvariantCulture,
                $$"""
                STALLS {"maxMs":{{_maxMs:F3}},"p999Ms":{{Quantile(0.999):F3}},"p99Ms":{{Quantile(0.99):F3}},"count":{{_count}},"beyondGcMaxMs":{{_beyondPausesMaxMs:F3}},"gcPauseMaxMs":{{_pauseMaxMs:F3}},"gcPauseTotalMs":{{(pauseTotal - _pauseTotalAtTake).TotalMilliseconds:F3}}}
                """);
            Array.Clear(_lateness);
            (_count, _maxMs, _beyondPausesMaxMs, _pauseMaxMs, _pauseTotalAtTake) = (0, 0, 0, 0, pauseTotal);
            return line;
        }
    }

    private void Watch(CancellationToken stopping)
    {
        _pauseTotalAtTake = GC.GetTotalPauseDuration();
        var pausesBefore = _pauseTotalAtTake;
        var collections = GC.CollectionCount(0);
        var before = Stopwatch.GetTimestamp();
        while (!stopping.IsCancellationRequested)
        {
            // Sleeping is the measurement: a spinning loop would take the CPU from the very process it watches.
            Thread.Sleep(1);
            var lateMs = Math.Max(0, Stopwatch.GetElapsedTime(before).TotalMilliseconds - 1);
            var pauses = GC.GetTotalPauseDuration();
            lock (_gate)
            {
                Note(lateMs, (pauses - pausesBefore).TotalMilliseconds);
                if (GC.CollectionCount(0) != collections)
                {
                    collections = GC.CollectionCount(0);
                    NotePauses(GC.GetGCMemoryInfo(GCKind.Any));
                    NotePauses(GC.GetGCMemoryInfo(GCKind.Background));
                }
            }

            pausesBefore = pauses;
            // Taken last, so that the bookkeeping above is not counted as a stall.
            before = Stopwatch.GetTimestamp();
        }
    }

    private void Note(double lateMs, double pausedMs)
    {
        _count++;
        _lateness[Math.Min((int)(lateMs * 1000 / BucketMicroseconds), BucketCount - 1)]++;
        _maxMs = Math.Max(_maxMs, lateMs);
        _beyondPausesMaxMs = Math.Max(_beyondPausesMaxMs, lateMs - pausedMs);
    }

    private void NotePauses(GCMemoryInfo info)
    {
        foreach (var pause in info.PauseDurations)
            _pauseMaxMs = Math.Max(_pauseMaxMs, pause.TotalMilliseconds);
    }

    /// <summary>Upper edge of the bucket that holds the quantile, in milliseconds.</summary>
    private double Quantile(double share)
    {
        var left = (long)(_count * (1 - share));
        for (var bucket = BucketCount - 1; bucket > 0; bucket--)
        {
            left -= _lateness[bucket];
            if (left < 0)
                return (bucket + 1) * BucketMicroseconds / 1000.0;
        }

        return BucketMicroseconds / 1000.0;
    }
}
