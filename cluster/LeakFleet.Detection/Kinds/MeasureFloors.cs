namespace LeakFleet.Detection;

/// <summary>
/// The floors of a process's measures over its life: one axis, one row of floats for each measure, 2 KB together. A value only lowers the floor of the newest
/// bucket, and allocates nothing. Floors for counts too: a burst of work opens threads and descriptors, and what it leaves behind is the leak.
/// </summary>
public sealed class MeasureFloors
{
    public const int MeasureCount = 12;

    private readonly long _firstWidthMilliseconds;
    private readonly float[] _rows = new float[MeasureCount * BucketAxis.BucketsMax];
    private BucketAxis _axis;

    public MeasureFloors(long firstWidthMilliseconds)
    {
        _firstWidthMilliseconds = firstWidthMilliseconds;
        Clear();
    }

    public BucketAxis Axis => _axis;

    /// <summary>Whether a value of that time ends the newest bucket: the moment to judge.</summary>
    public bool ClosesBucket(long unixMilliseconds) => _axis.Closes(unixMilliseconds);

    /// <summary>Makes the bucket of that time the newest one.</summary>
    public void Advance(long unixMilliseconds)
    {
        var count = _axis.Count;
        var (doublings, offset) = _axis.Advance(unixMilliseconds);
        if (doublings == 0) return;
        for (var measure = 0; measure < MeasureCount; measure++) Merge(_rows.AsSpan(measure * BucketAxis.BucketsMax, BucketAxis.BucketsMax), count, offset, doublings);
    }

    /// <param name="unixMilliseconds">A time before the last one counts as the last.</param>
    /// <param name="value">Ignored when it is negative or no number: the measure is then not known.</param>
    public void Observe(Measure measure, long unixMilliseconds, double value)
    {
        if (!(value >= 0) || !double.IsFinite(value) || unixMilliseconds < 0) return;
        Advance(unixMilliseconds);
        ref var floor = ref _rows[(int)measure * BucketAxis.BucketsMax + _axis.Count - 1];
        // Below any number a NaN is not, so it is asked for by the negation.
        if (!(floor <= value)) floor = (float)value;
    }

    /// <summary>The floors of the buckets that are over, oldest first, NaN where nothing was seen.</summary>
    public ReadOnlySpan<float> Closed(Measure measure) => Row(measure)[..Math.Max(0, _axis.Count - 1)];

    /// <summary>The newest floor there is; NaN before the first.</summary>
    public float Latest(Measure measure)
    {
        var row = Row(measure);
        for (var bucket = _axis.Count - 1; bucket >= 0; bucket--)
            if (!float.IsNaN(row[bucket])) return row[bucket];
        return float.NaN;
    }

    /// <summary>The floors as they are drawn, the newest one too.</summary>
    public IReadOnlyList<Sample> Samples(Measure measure)
    {
        var row = Row(measure);
        var samples = new List<Sample>(row.Length);
        for (var bucket = 0; bucket < row.Length; bucket++)
            if (!float.IsNaN(row[bucket])) samples.Add(new Sample(_axis.TimeOf(bucket), row[bucket]));
        return samples;
    }

    public void Clear()
    {
        _axis = new BucketAxis(_firstWidthMilliseconds);
        _rows.AsSpan().Fill(float.NaN);
    }

    /// <summary>All buckets of a measure that are in use, for a host to save.</summary>
    public ReadOnlySpan<float> Row(Measure measure) => _rows.AsSpan((int)measure * BucketAxis.BucketsMax, _axis.Count);

    /// <summary>Takes over what was saved. Rows of another length, or values that are none, are left out.</summary>
    public void Restore(BucketAxis axis, Func<Measure, float[]> rowOf)
    {
        Clear();
        _axis = axis;
        for (var measure = 0; measure < MeasureCount; measure++)
        {
            var row = rowOf((Measure)measure);
            if (row.Length != axis.Count) continue;
            for (var bucket = 0; bucket < row.Length; bucket++)
                if (float.IsFinite(row[bucket]) && row[bucket] >= 0) _rows[measure * BucketAxis.BucketsMax + bucket] = row[bucket];
        }
    }

    private static void Merge(Span<float> row, int count, int offset, int doublings)
    {
        Span<float> merged = stackalloc float[BucketAxis.BucketsMax];
        merged.Fill(float.NaN);
        for (var bucket = 0; bucket < count; bucket++)
        {
            ref var floor = ref merged[(bucket + offset) >> doublings];
            if (!(floor <= row[bucket]) && !float.IsNaN(row[bucket])) floor = row[bucket];
        }

        merged.CopyTo(row);
    }
}
