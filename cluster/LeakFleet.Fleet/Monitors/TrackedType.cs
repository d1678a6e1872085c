using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>One type of one process with its series and what was last judged of it.</summary>
internal sealed class TrackedType(TypeKey key, int seriesCapacity)
{
    /// <summary>Histograms in a row without it after which it goes, whatever was judged: a stale series proves nothing.</summary>
    public const int MissedMax = 32;

    private long _pendingBytes;
    private long _pendingCount;
    private bool _isPending;

    public TypeKey Key { get; } = key;

    public Series Bytes { get; private set; } = new(seriesCapacity);

    /// <summary>Only shows how fast instances appear; what is judged are bytes. Hence the least a series can hold.</summary>
    public Series Counts { get; private set; } = new(Series.CapacityMin);

    public long LastBytes { get; private set; }

    public long LastCount { get; private set; }

    public int Missed { get; private set; }

    /// <summary>The last test's own result.</summary>
    public GrowthResult Growth { get; set; }

    /// <summary>What is said to users: a leak only after several looks in a row, and with all types tested taken into account.</summary>
    public Persistence Persistence { get; set; }

    /// <summary>Whether it names a leak of which others hold the bytes, see <see cref="Namesakes"/>.</summary>
    public bool NamesLeak { get; set; }

    public bool IsLeaking => Persistence.Shown == Verdict.Leak;

    /// <summary>Whether it must keep its place: it grows, or did and is levelling off.</summary>
    public bool IsGrowing => IsLeaking || NamesLeak || Growth.Verdict is Verdict.Leak or Verdict.WarmingUp;

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
        Counts.Add(new Sample(unixMilliseconds, LastCount));
    }

    public void Restore(Series bytes, Series counts, long lastBytes, long lastCount, int missed)
    {
        Bytes = bytes;
        Counts = counts;
        LastBytes = lastBytes;
        LastCount = lastCount;
        Missed = missed;
    }
}
