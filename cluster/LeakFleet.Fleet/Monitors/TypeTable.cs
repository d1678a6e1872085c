using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>
/// The types of one process that are worth a series: the largest ones, and every one that grows. A type must be clearly larger than the one it
/// replaces, so that two of a size do not take turns and lose their past each time.
/// </summary>
internal sealed class TypeTable(int capacity, DetectionOptions options)
{
    public const int TypesMax = 1000;

    private const double AdmissionFactor = 1.25;

    private readonly Dictionary<TypeKey, TrackedType> _types = [];

    /// <summary>Rows without a series in the histogram being taken; kept to allocate nothing in the steady state.</summary>
    private readonly List<(long Bytes, int Row)> _candidates = [];

    public int Count => _types.Count;

    public IReadOnlyCollection<TrackedType> Types => _types.Values;

    /// <summary>Takes one histogram in and returns the bytes of the whole heap, by the same measure as the types.</summary>
    public long Take(Histogram histogram, bool useTotals, long unixMilliseconds)
    {
        _candidates.Clear();
        var heapBytes = 0L;
        // Types folded into one row, or cut off at the limit, are absent without being gone.
        var isEveryTypeListed = histogram.Types.Count < WireLimits.TypesMax;
        for (var row = 0; row < histogram.Types.Count; row++)
        {
            var type = histogram.Types[row];
            var bytes = Measure(type.Bytes, useTotals);
            heapBytes = Saturating.Add(heapBytes, bytes);
            if (type.Name == Histogram.OtherTypes) isEveryTypeListed = false;
            else if (_types.TryGetValue(new TypeKey(type.Name, type.Assembly), out var tracked))
                tracked.Accumulate(bytes, Measure(type.Counts, useTotals));
            else if (bytes > 0) _candidates.Add((bytes, row));
        }

        if (_candidates.Count > 0) Admit(histogram, useTotals);
        foreach (var type in _types.Values) type.EndHistogram(unixMilliseconds, isEveryTypeListed);
        RemoveStale();
        return heapBytes;
    }

    public void Clear() => _types.Clear();

    public void Restore(TrackedType type)
    {
        if (_types.Count < capacity) _types.TryAdd(type.Key, type);
    }

    private static long Measure(GenerationValues values, bool useTotals)
    {
        var survivors = Saturating.Add(values.Gen1, Saturating.Sum(values.Gen2, values.Large, values.Pinned));
        return useTotals ? Saturating.Sum(survivors, values.Gen0, values.Frozen) : survivors;
    }

    private void Admit(Histogram histogram, bool useTotals)
    {
        // Most processes have more types than places. That none is large enough is the usual case and costs no sorting.
        if (_types.Count >= capacity)
        {
            var least = LeastReplaceableBytes();
            _candidates.RemoveAll(candidate => candidate.Bytes <= least * AdmissionFactor);
            if (_candidates.Count == 0) return;
        }

        _candidates.Sort(static (a, b) => b.Bytes != a.Bytes ? b.Bytes.CompareTo(a.Bytes) : a.Row.CompareTo(b.Row));
        Queue<TrackedType>? replaceable = null;
        foreach (var (bytes, row) in _candidates)
        {
            var type = histogram.Types[row];
            var key = new TypeKey(type.Name, type.Assembly);
            if (!_types.TryGetValue(key, out var tracked))
            {
                if (_types.Count >= capacity)
                {
                    replaceable ??= new Queue<TrackedType>(_types.Values.Where(t => !t.IsGrowing).OrderBy(t => t.PendingBytes));
                    // The candidates only get smaller and the replaceable ones larger: none after this one can succeed.
                    if (!replaceable.TryPeek(out var least) || bytes <= least.PendingBytes * AdmissionFactor) return;
                    _types.Remove(replaceable.Dequeue().Key);
                }

                _types.Add(key, tracked = new TrackedType(key, options));
            }

            tracked.Accumulate(bytes, Measure(type.Counts, useTotals));
        }
    }

    private double LeastReplaceableBytes()
    {
        var least = double.PositiveInfinity;
        foreach (var type in _types.Values)
            if (!type.IsGrowing) least = Math.Min(least, type.PendingBytes);
        return least;
    }

    private void RemoveStale()
    {
        List<TypeKey>? stale = null;
        foreach (var type in _types.Values)
            if (type.Missed > TrackedType.MissedMax) (stale ??= []).Add(type.Key);
        if (stale is null) return;
        foreach (var key in stale) _types.Remove(key);
    }
}
