using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>One type of one process with its series and what was last judged of it.</summary>
internal sealed class TrackedType(TypeKey key, DetectionOptions options)
{
    /// <summary>Histograms in a row without it after which it goes, whatever was judged: a stale series proves nothing.</summary>
    public const int MissedMax = 32;

    /// <summary>Below this many counts the size of an instance is the better guide: a series that has just begun says little.</summary>
    private const int CountsMin = 6;

    private long _pendingBytes;
    private long _pendingCount;
    private bool _isPending;

    public TypeKey Key { get; } = key;

    public Series Bytes { get; private set; } = new(options.QuietSeriesCapacity);

    /// <summary>
    /// Only shows how fast instances appear; what is judged are bytes. Hence the least a series can hold, and none for a type that does not grow:
    /// of 200 types of a process some 190 are constant.
    /// </summary>
    public Series? Counts { get; private set; }

    public long LastBytes { get; private set; }

    public long LastCount { get; private set; }

    public int Missed { get; private set; }

    /// <summary>The last test's own result.</summary>
    public GrowthResult Growth { get; set; }

    /// <summary>What is said to users: a leak only after several looks in a row, and with all types tested taken into account.</summary>
    public Persistence Persistence { get; set; }

    public LeakPart Part { get; set; }

    public bool IsLeaking => Persistence.Shown == Verdict.Leak;

    /// <summary>Whether it must keep its place: it grows, or did and is levelling off.</summary>
    public bool IsGrowing => IsLeaking || Part != LeakPart.None || Growth.Verdict is Verdict.Leak or Verdict.WarmingUp;

    /// <summary>From the counts, or from the bytes and the mean size of an instance, which for all but arrays and strings is the same.</summary>
    public double InstancesPerHour =>
        Counts is { Count: >= CountsMin } counts ? TheilSen.SlopePerHour(counts.Samples)
        : LastBytes > 0 ? TheilSen.SlopePerHour(Bytes.Samples) * LastCount / LastBytes
        : 0;

    /// <summary>Size in the histogram being taken; 0 when it is not among its rows.</summary>
    public long PendingBytes => _isPending ? _pendingBytes : 0;

    /// <summary>Rows with the same name add up.</summary>
    public void Accumulate(long bytes, long count)
    {
        if (!_isPending) (_pendingBytes, _pendingCount, _isPending) = (0, 0, true);
        _pendingBytes = Saturating.Add(_pendingBytes, bytes);
        _pendingCount = Saturating.Add(_pendingCount, count);
    }

    /// <param name="absentMeansNone">The histogram lists every type: one that is not in it has no instances.</param>
    public void EndHistogram(long unixMilliseconds, bool absentMeansNone)
    {
        if (!_isPending && !absentMeansNone)
        {
            Missed++;
            return;
        }

        Missed = 0;
        LastBytes = _isPending ? _pendingBytes : 0;
        LastCount = _isPending ? _pendingCount : 0;
        _isPending = false;
        Bytes.Add(new Sample(unixMilliseconds, LastBytes));
        Counts?.Add(new Sample(unixMilliseconds, LastCount));
    }

    /// <summary>It moves by enough to be tested, and is followed closely from now on.</summary>
    public void Watch()
    {
        Bytes.Widen(options.SeriesCapacity);
        Counts ??= new Series(Series.CapacityMin);
    }

    public void Restore(Series bytes, Series? counts, long lastBytes, long lastCount, int missed)
    {
        Bytes = bytes;
        Counts = counts;
        LastBytes = lastBytes;
        LastCount = lastCount;
        Missed = missed;
    }
}
