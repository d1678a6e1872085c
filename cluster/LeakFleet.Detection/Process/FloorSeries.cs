namespace LeakFleet.Detection;

/// <summary>
/// One series of a process by itself, on an axis of its own: what is measured at other times than the heap. Some 200 bytes, whatever its length; adding allocates nothing.
/// </summary>
public sealed class FloorSeries
{
    private readonly long _firstWidthMilliseconds;
    private readonly ushort[] _row = new ushort[BucketAxis.BucketsMax];
    private BucketAxis _axis;
    private FloorCells _cells;

    public FloorSeries(DetectionOptions options)
    {
        _firstWidthMilliseconds = (long)options.BucketWidthMin.TotalMilliseconds;
        Clear();
    }

    public BucketAxis Axis => _axis;

    /// <summary>Whether a value of that time ends the newest bucket: the moment to judge, before it is added.</summary>
    public bool ClosesBucket(long unixMilliseconds) => _axis.Closes(unixMilliseconds);

    public void Add(long unixMilliseconds, long value)
    {
        var count = _axis.Count;
        var (doublings, offset) = _axis.Advance(unixMilliseconds);
        if (doublings > 0) FloorCells.Merge(_row, count, offset, doublings);
        _cells.Lower(_row, _axis.Count - 1, Math.Max(0, value));
    }

    public void Clear()
    {
        _axis = new BucketAxis(_firstWidthMilliseconds);
        _cells = default;
        _row.AsSpan().Fill(FloorCells.None);
    }

    /// <summary>NaN where nothing was seen; as many as there are buckets.</summary>
    public int CopyFloors(Span<float> floors) => _cells.Decode(_row.AsSpan(0, _axis.Count), floors);

    public Sample[] Samples() => _cells.Samples(_row, _axis);

    /// <summary>Valid until the next value.</summary>
    public FloorsState Save() => new(_cells.Base, _cells.Shift, _row.AsMemory(0, _axis.Count));

    /// <summary>False, and nothing changed, when what was saved does not fit together.</summary>
    public bool Restore(BucketAxis axis, FloorsState floors)
    {
        if (floors.Cells.Length != axis.Count) return false;
        _axis = axis;
        _cells = new FloorCells(floors.Base, floors.Shift);
        floors.Cells.Span.CopyTo(_row);
        return true;
    }
}
