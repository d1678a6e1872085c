namespace LeakFleet.Detection;

/// <summary>
/// The types of one process that are worth following: the largest ones, and every one that grows. Each has a slot, and a row of cells for its floors.
/// A type must be clearly larger than the one it replaces, so that two of a size do not take turns and lose their past each time.
/// </summary>
internal sealed class TypeTable(int capacity)
{
    private const double AdmissionFactor = 1.25;

    /// <summary>Slots are added a few at a time: what is not filled would be most of the state of a small process.</summary>
    private const int SlotsStep = 8;

    /// <summary>Of all there is: below, what was added since a type is watched may be chance.</summary>
    private const double AddedShareMin = 0.03;

    private TypeIndex _index;
    private TypeState[] _types = [];
    private ushort[] _rows = [];
    private WatchList _watched;
    private int _nameChars;

    public int Count { get; private set; }

    /// <summary>Types that found no room because of the length of their names.</summary>
    public long NamesRefused { get; private set; }

    public ref WatchList Watched => ref _watched;

    public ref TypeState this[int slot] => ref _types[slot];

    public Span<ushort> RowOf(int slot) => _rows.AsSpan(slot * BucketAxis.BucketsMax, BucketAxis.BucketsMax);

    public int Find(string name, string assembly) => _index.Find(_types, name, assembly);

    public bool IsWatched(int slot) => _types[slot].Watched != TypeState.Unwatched;

    /// <summary>Whether it must keep its place: it grows, or did and is levelling off.</summary>
    public bool IsGrowing(int slot) =>
        _types[slot].Persistence.Shown == Verdict.Leak || _types[slot].Part != LeakPart.None || GrowthOf(slot).Verdict is Verdict.Leak or Verdict.WarmingUp;

    /// <summary>What the last look made of it.</summary>
    public GrowthResult GrowthOf(int slot) => IsWatched(slot) ? _watched[_types[slot].Watched].Growth : WatchList.NotTested;

    /// <summary>Bytes and instances when it was tested; as they are now when it was not.</summary>
    public (long Bytes, long Count) TestedSize(int slot) =>
        IsWatched(slot) ? (_watched[_types[slot].Watched].Bytes, _watched[_types[slot].Watched].Count) : (_types[slot].LastBytes, _types[slot].LastCount);

    public double InstancesPerHourOf(int slot) => IsWatched(slot) ? _watched[_types[slot].Watched].InstancesPerHour : 0;

    /// <summary>How many instances come with so many bytes.</summary>
    public double InstancesFor(int slot, double bytes)
    {
        ref var type = ref _types[slot];
        // What is added since it is watched tells more than what there is: of arrays the old ones may be of another size.
        if (IsWatched(slot))
        {
            ref var watched = ref _watched[type.Watched];
            var added = type.LastBytes - watched.AnchorBytes;
            if (added >= AddedShareMin * type.LastBytes && added > 0) return bytes * ((double)type.LastCount - watched.AnchorCount) / added;
        }

        return type.LastBytes > 0 ? bytes * type.LastCount / type.LastBytes : 0;
    }

    /// <summary>Keeps the result of a test.</summary>
    public void Watch(int slot, GrowthResult growth) => Watch(slot, growth, _types[slot].LastBytes, _types[slot].LastCount);

    /// <summary>The same for a type of which it is known what there was earlier.</summary>
    public void Watch(int slot, GrowthResult growth, long anchorBytes, long anchorCount)
    {
        ref var type = ref _types[slot];
        if (type.Watched == TypeState.Unwatched)
        {
            var place = _watched.Take(_types, new WatchedType { Slot = (ushort)slot, AnchorBytes = anchorBytes, AnchorCount = SaturatedCount(anchorCount) });
            if (place < 0) return;
            type.Watched = (byte)place;
        }

        ref var watched = ref _watched[type.Watched];
        (watched.IsTested, watched.Growth, watched.InstancesPerHour) = (true, growth, InstancesFor(slot, growth.SlopePerHour));
        (watched.Bytes, watched.Count) = (type.LastBytes, type.LastCount);
    }

    /// <summary>Takes in the candidates that are large enough, with what they hold.</summary>
    /// <param name="seen">Cells of the heap in the buckets before: there a new type had no instances, or fewer than the least that is followed.</param>
    /// <param name="isEveryTypeListed">A type that was not in a histogram had no instances.</param>
    public void Admit(HistogramScratch scratch, ReadOnlySpan<ushort> seen, bool isEveryTypeListed)
    {
        var candidates = scratch.Candidates;
        // Most processes have more types than places. That none is large enough is the usual case and costs no sorting.
        var level = 0L;
        if (Count >= capacity || !isEveryTypeListed)
        {
            level = (long)LeastReplaceableBytes();
            var least = Count < capacity ? 0 : level * AdmissionFactor;
            var kept = 0;
            for (var i = 0; i < candidates.Count; i++)
                if (candidates[i].Bytes > least) candidates[kept++] = candidates[i];
            candidates.RemoveRange(kept, candidates.Count - kept);
            if (kept == 0) return;
        }

        candidates.Sort(static (a, b) => b.Bytes != a.Bytes ? b.Bytes.CompareTo(a.Bytes) : a.Row.CompareTo(b.Row));
        scratch.Replaceable.Clear();
        var (replaced, isSorted) = (0, false);
        foreach (var (name, assembly, bytes, count, _) in candidates)
        {
            var slot = Find(name, assembly);
            var chars = name.Length + assembly.Length;
            if (slot < 0 && Count < capacity && _nameChars + chars <= ProcessTrend.NameCharsMax) slot = Append(name, assembly);
            if (slot < 0)
            {
                if (Count < capacity) NamesRefused++;
                if (!isSorted) SortReplaceable(scratch.Replaceable);
                isSorted = true;
                // The candidates only get smaller and the replaceable ones larger: after one that fails none can succeed but rows of a name just admitted.
                if (replaced >= scratch.Replaceable.Count || bytes <= scratch.Replaceable[replaced].Bytes * AdmissionFactor) continue;
                var old = scratch.Replaceable[replaced].Slot;
                if (_nameChars + chars - CharsOf(old) > ProcessTrend.NameCharsMax)
                    continue;
                replaced++;
                slot = Replace(old, name, assembly);
            }

            if (!_types[slot].IsPending) Backdate(slot, seen, level);
            _types[slot].Accumulate(bytes, count);
        }
    }

    /// <summary>Without a past, growth that brought a type in would be the level that it has always had.</summary>
    private void Backdate(int slot, ReadOnlySpan<ushort> seen, long level)
    {
        var cells = _types[slot].Cells;
        var row = RowOf(slot);
        for (var bucket = 0; bucket < seen.Length; bucket++)
            if (seen[bucket] != FloorCells.None && row[bucket] == FloorCells.None) cells.Lower(row, bucket, level);
        _types[slot].Cells = cells;
    }

    public TypeTrendState Save(int slot, int buckets)
    {
        ref var type = ref _types[slot];
        WatchedTypeState? watched = null;
        if (IsWatched(slot))
        {
            ref var known = ref _watched[type.Watched];
            watched = new WatchedTypeState(known.Growth, known.InstancesPerHour, known.Bytes, known.Count, known.AnchorBytes, known.AnchorCount);
        }

        var row = _rows.AsMemory(slot * BucketAxis.BucketsMax, buckets);
        return new TypeTrendState(
            type.Name, type.Assembly, type.LastBytes, type.LastCount, type.Missed, type.Persistence, type.Part, new FloorsState(type.Cells.Base, type.Cells.Shift, row), watched);
    }

    /// <summary>A type that was saved. Left out when there is no room for it, or it is there already.</summary>
    public void Restore(in TypeTrendState saved)
    {
        if (Count >= capacity || _nameChars + saved.Name.Length + saved.Assembly.Length > ProcessTrend.NameCharsMax || Find(saved.Name, saved.Assembly) >= 0) return;
        var slot = Append(saved.Name, saved.Assembly);
        ref var type = ref _types[slot];
        (type.LastBytes, type.LastCount) = (Math.Max(0, saved.LastBytes), SaturatedCount(saved.LastCount));
        type.Missed = (byte)Math.Clamp(saved.Missed, 0, ProcessTrend.MissedMax);
        (type.Persistence, type.Part) = (saved.Persistence, saved.Part);
        type.Cells = new FloorCells(saved.Floors.Base, saved.Floors.Shift);
        saved.Floors.Cells.Span.CopyTo(RowOf(slot));
        if (saved.Watched is not { } watched) return;
        var place = _watched.Add(new WatchedType
        {
            Slot = (ushort)slot,
            IsTested = true,
            Growth = watched.Growth,
            InstancesPerHour = watched.InstancesPerHour,
            Bytes = watched.Bytes,
            Count = SaturatedCount(watched.Count),
            AnchorBytes = watched.AnchorBytes,
            AnchorCount = SaturatedCount(watched.AnchorCount),
        });
        if (place >= 0) type.Watched = (byte)place;
    }

    /// <summary>The last one moves to its slot.</summary>
    public void Remove(int slot)
    {
        Release(slot);
        Count--;
        if (slot != Count)
        {
            _index.Remove(_types, Count);
            _types[slot] = _types[Count];
            _index.Add(_types, slot);
            RowOf(Count).CopyTo(RowOf(slot));
            if (_types[slot].Watched != TypeState.Unwatched) _watched[_types[slot].Watched].Slot = (ushort)slot;
        }

        _types[Count] = default;
    }

    private int CharsOf(int slot) => _types[slot].Name.Length + _types[slot].Assembly.Length;

    private int Append(string name, string assembly)
    {
        if (Count == _types.Length)
        {
            var slots = Math.Min(capacity, Count + SlotsStep);
            Array.Resize(ref _types, slots);
            Array.Resize(ref _rows, slots * BucketAxis.BucketsMax);
            _index.Resize(_types, Count, slots);
        }

        Take(Count, name, assembly);
        return Count++;
    }

    private int Replace(int slot, string name, string assembly)
    {
        Release(slot);
        Take(slot, name, assembly);
        return slot;
    }

    private void Take(int slot, string name, string assembly)
    {
        _types[slot] = new TypeState { Name = name, Assembly = assembly, Watched = TypeState.Unwatched };
        _index.Add(_types, slot);
        _nameChars += CharsOf(slot);
        RowOf(slot).Fill(FloorCells.None);
    }

    private void Release(int slot)
    {
        _nameChars -= CharsOf(slot);
        _index.Remove(_types, slot);
        if (_types[slot].Watched != TypeState.Unwatched) _watched.Remove(_types, _types[slot].Watched);
    }

    private static uint SaturatedCount(long count) => (uint)Math.Clamp(count, 0, uint.MaxValue);

    private double LeastReplaceableBytes()
    {
        var least = double.PositiveInfinity;
        for (var slot = 0; slot < Count; slot++)
            if (!IsGrowing(slot)) least = Math.Min(least, _types[slot].PendingBytes);
        return double.IsFinite(least) ? least : 0;
    }

    private void SortReplaceable(List<(long Bytes, int Slot)> replaceable)
    {
        for (var slot = 0; slot < Count; slot++)
            if (!IsGrowing(slot)) replaceable.Add((_types[slot].PendingBytes, slot));
        replaceable.Sort();
    }
}
