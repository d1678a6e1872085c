namespace LeakFleet.Detection;

/// <summary>
/// The heap of one process over its life: one axis of time, and on it the floors of the types worth following. A histogram is taken in by <see cref="Begin"/>,
/// <see cref="Add"/> for each row, and <see cref="End"/>; it only lowers the floors of the newest bucket, and allocates nothing unless a type is new.
/// Not for two threads at once.
/// </summary>
public sealed class ProcessTrend
{
    public const int TypesMax = 1000;

    /// <summary>Histograms in a row that do not mention a type and do not list every type, after which it goes: a stale series proves nothing.</summary>
    public const int MissedMax = 32;

    /// <summary>Characters of all names together, 96 for each of 256 types. Names are chosen by the process looked at, and could else be most of its state.</summary>
    public const int NameCharsMax = 24 * 1024;

    private readonly long _firstWidthMilliseconds;
    private readonly TypeTable _types;
    private RowHints _hints;
    private BucketAxis _axis;
    private FloorCells _heapCells;
    private ushort[] _heapRow = new ushort[BucketAxis.BucketsMax];
    private int _row;

    public ProcessTrend(int typesMax, DetectionOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(typesMax, TypesMax);
        _types = new TypeTable(typesMax);
        _firstWidthMilliseconds = (long)options.BucketWidthMin.TotalMilliseconds;
        Clear();
    }

    public BucketAxis Axis => _axis;

    public int Count => _types.Count;

    /// <summary>Histograms taken in.</summary>
    public int Histograms { get; private set; }

    /// <summary>All bytes of the last histogram, by the same measure as the types'.</summary>
    public long HeapBytes { get; private set; }

    /// <summary>Types that found no room because of the length of their names.</summary>
    public long NamesRefused => _types.NamesRefused;

    public TypeTrend this[int slot] => new(this, slot);

    public IEnumerable<TypeTrend> Types => Enumerable.Range(0, Count).Select(slot => this[slot]);

    internal TypeTable Table => _types;

    /// <summary>What rises fastest, in narrow steps; null while buckets are narrow themselves.</summary>
    internal RecentRises? Recent { get; private set; }

    /// <summary>Whether a histogram of that time ends the newest bucket: the moment to judge, before it is taken in.</summary>
    public bool ClosesBucket(long unixMilliseconds) => _axis.Closes(unixMilliseconds);

    /// <summary>Whether a histogram of that time ends a narrow step of what rises fastest: the moment to judge that, before it is taken in.</summary>
    public bool ClosesStep(long unixMilliseconds) => Recent is { IsEmpty: false } recent && unixMilliseconds / _firstWidthMilliseconds > recent.Step;

    public void Begin(long unixMilliseconds)
    {
        var count = _axis.Count;
        var (doublings, offset) = _axis.Advance(unixMilliseconds);
        if (doublings > 0)
        {
            for (var slot = 0; slot < Count; slot++) FloorCells.Merge(_types.RowOf(slot), count, offset, doublings);
            FloorCells.Merge(_heapRow, count, offset, doublings);
        }

        HeapBytes = 0;
        _row = 0;
        HistogramScratch.OfThread.Candidates.Clear();
    }

    /// <summary>One row of the histogram.</summary>
    public void Add(string name, string assembly, long bytes, long count)
    {
        (bytes, count) = (Math.Max(0, bytes), Math.Max(0, count));
        HeapBytes = Saturating.Add(HeapBytes, bytes);
        var row = _row++;
        var slot = _hints.Find(_types, row, name, assembly);
        if (slot >= 0) _types[slot].Accumulate(bytes, count);
        else if (bytes > 0) HistogramScratch.OfThread.Candidates.Add((name, assembly, bytes, count, row));
    }

    /// <summary>A row of types too small to be listed: belongs to the heap, but to no type.</summary>
    public void AddOthers(long bytes) => HeapBytes = Saturating.Add(HeapBytes, Math.Max(0, bytes));

    /// <param name="absentMeansNone">The histogram lists every type: one that is not in it has no instances.</param>
    public void End(bool absentMeansNone)
    {
        var scratch = HistogramScratch.OfThread;
        if (scratch.Candidates.Count > 0) _types.Admit(scratch, _heapRow.AsSpan(0, _axis.Count - 1), absentMeansNone);
        scratch.Candidates.Clear();
        var bucket = _axis.Count - 1;
        var isAnyStale = false;
        for (var slot = 0; slot < Count; slot++)
        {
            ref var type = ref _types[slot];
            if (!type.IsPending)
            {
                if (!absentMeansNone)
                {
                    isAnyStale |= ++type.Missed > MissedMax;
                    continue;
                }

                (type.LastBytes, type.LastCount) = (0, 0);
            }

            type.IsPending = false;
            type.Missed = 0;
            var cells = type.Cells;
            cells.Lower(_types.RowOf(slot), bucket, type.LastBytes);
            type.Cells = cells;
        }

        _heapCells.Lower(_heapRow, bucket, HeapBytes);
        if (Histograms < int.MaxValue) Histograms++;
        TakeRecent();
        if (!isAnyStale) return;
        for (var slot = Count - 1; slot >= 0; slot--)
            if (_types[slot].Missed > MissedMax) _types.Remove(slot);
    }

    private void TakeRecent()
    {
        if (_axis.WidthMilliseconds <= _firstWidthMilliseconds) return;
        // Once, and not at the first rise: what is taken in later allocates nothing.
        Recent ??= new RecentRises(_firstWidthMilliseconds);
        Recent.Take(this, _axis.LastUnixMilliseconds);
    }

    /// <summary>Forgets everything: what was measured in another way, or by another clock, cannot be continued.</summary>
    public void Clear()
    {
        while (Count > 0) _types.Remove(Count - 1);
        _axis = new BucketAxis(_firstWidthMilliseconds);
        _heapRow.AsSpan().Fill(FloorCells.None);
        _heapCells = default;
        HeapBytes = 0;
        Histograms = 0;
        Recent = null;
    }

    /// <summary>The floors of the whole heap, NaN where nothing was seen; as many as there are buckets.</summary>
    public int CopyHeapFloors(Span<float> floors) => _heapCells.Decode(_heapRow.AsSpan(0, _axis.Count), floors);

    public Sample[] HeapSamples() => _heapCells.Samples(_heapRow, _axis);

    /// <summary>Valid until the next histogram.</summary>
    public FloorsState SaveHeap() => new(_heapCells.Base, _heapCells.Shift, _heapRow.AsMemory(0, _axis.Count));

    /// <summary>Valid until the next histogram. In an order that matters: types are restored in it.</summary>
    public IEnumerable<TypeTrendState> SaveTypes() => Enumerable.Range(0, Count).Select(slot => _types.Save(slot, _axis.Count));

    /// <summary>Null when nothing rises fast.</summary>
    public RecentRisesState? SaveRecent() => Recent is { IsEmpty: false } recent ? recent.Save(_types) : null;

    /// <summary>After <see cref="Restore"/>.</summary>
    public void RestoreRecent(RecentRisesState saved)
    {
        Recent = new RecentRises(_firstWidthMilliseconds);
        Recent.Restore(_types, saved, _axis.LastUnixMilliseconds);
    }

    /// <summary>Goes on from what was saved. False when it does not fit together.</summary>
    public bool Restore(BucketAxis axis, FloorsState heap, long heapBytes, int histograms, IEnumerable<TypeTrendState> types)
    {
        Clear();
        if (heap.Cells.Length != axis.Count) return false;
        _axis = axis;
        _heapCells = new FloorCells(heap.Base, heap.Shift);
        heap.Cells.Span.CopyTo(_heapRow);
        (HeapBytes, Histograms) = (Math.Max(0, heapBytes), Math.Max(0, histograms));
        foreach (var type in types)
        {
            if (type.Floors.Cells.Length != axis.Count) return false;
            _types.Restore(type);
        }

        return true;
    }

    internal int CopyFloors(int slot, Span<float> floors) => _types[slot].Cells.Decode(CellsOf(slot), floors);

    internal Sample[] SamplesOf(int slot) => _types[slot].Cells.Samples(_types.RowOf(slot), _axis);

    internal ReadOnlySpan<ushort> CellsOf(int slot) => _types.RowOf(slot)[.._axis.Count];

    /// <summary>What a row shows from one bucket on, up to another.</summary>
    internal FloorRow Glance(int slot, int from, int to) => FloorRow.Of(_types[slot].Cells, _types.RowOf(slot)[from..to], _axis.WidthMilliseconds);
}
