namespace LeakFleet.Detection;

/// <summary>
/// The latest hour of the few types that rise fastest, in steps as narrow as a process's first buckets. Buckets are an hour wide when a process is days old, and a floor tells
/// of the beginning of its bucket only: what leaks fast would be seen when half of the memory is gone. 0.9 KB, once buckets are wider than they.
/// </summary>
internal sealed class RecentRises
{
    public const int PlacesMax = RecentRisesState.PlacesMax;

    public const int StepsMax = RecentRisesState.StepsMax;

    /// <summary>Gained since the buckets before, as a part of the heap: less is no hurry.</summary>
    private const double GainShareMin = 0.003;

    private const double GainRatioMin = 1.05;

    /// <summary>The same of a type that holds a multiple of what it held: the objects that leak are often small beside the strings and buffers that they hold.</summary>
    private const double ManifoldShareMin = 0.0005;

    private const double ManifoldRatioMin = 2;

    private const float None = -1;

    private const long NoStep = -1;

    private readonly long _widthMilliseconds;
    private readonly Place[] _places = new Place[PlacesMax];

    /// <summary>Seven digits: of a type of a gigabyte, 64 bytes.</summary>
    private readonly float[] _floors = new float[PlacesMax * StepsMax];

    /// <summary>Numbers, since 1970, of the newest steps in which a histogram came: the newest at <see cref="_newest"/>, those before it going round.</summary>
    private readonly long[] _steps = new long[StepsMax];
    private int _newest;

    public RecentRises(long widthMilliseconds)
    {
        _widthMilliseconds = widthMilliseconds;
        Clear();
    }

    /// <summary>Number of the newest step since 1970.</summary>
    public long Step => _steps[_newest];

    public bool IsEmpty { get; private set; } = true;

    /// <summary>The type in a place, when it is still the one that it was; negative for none.</summary>
    public int SlotOf(TypeTable types, int place) =>
        _places[place] is { Name: { } name } known && known.Slot < types.Count && types[known.Slot].Name == name ? known.Slot : -1;

    /// <summary>The place of a type; negative for none.</summary>
    public int PlaceOf(TypeTable types, int slot)
    {
        for (var place = 0; place < PlacesMax; place++)
            if (SlotOf(types, place) == slot) return place;
        return -1;
    }

    /// <summary>What there was when a place was taken: what came since tells how large an instance is that is added.</summary>
    public (long Bytes, uint Count) Anchor(int place) => (_places[place].AnchorBytes, _places[place].AnchorCount);

    /// <summary>After each histogram, when its rows are in.</summary>
    public void Take(ProcessTrend trend, long unixMilliseconds)
    {
        var step = unixMilliseconds / _widthMilliseconds;
        if (step > Step) Begin(trend, step);
        if (IsEmpty) return;
        for (var place = 0; place < PlacesMax; place++)
        {
            var slot = SlotOf(trend.Table, place);
            if (slot < 0) continue;
            ref var floor = ref _floors[place * StepsMax + _newest];
            var bytes = trend.Table[slot].LastBytes;
            floor = floor == None ? bytes : Math.Min(floor, bytes);
        }
    }

    /// <summary>The floors of the steps that are over, with the middle of each in time; how many.</summary>
    public int Copy(int place, Span<long> unixMilliseconds, Span<double> values)
    {
        var count = 0;
        for (var back = StepsMax - 1; back > 0; back--)
        {
            var column = Column(back);
            var floor = _floors[place * StepsMax + column];
            if (floor == None) continue;
            (unixMilliseconds[count], values[count]) = (_steps[column] * _widthMilliseconds + _widthMilliseconds / 2, floor);
            count++;
        }

        return count;
    }

    public void Clear()
    {
        _places.AsSpan().Clear();
        _floors.AsSpan().Fill(None);
        _steps.AsSpan().Fill(NoStep);
        (_newest, IsEmpty) = (0, true);
    }

    /// <summary>What a type gained since the buckets before; 0 when that is no hurry.</summary>
    public static double Gain(ProcessTrend trend, int slot)
    {
        var cells = trend.CellsOf(slot);
        var before = double.PositiveInfinity;
        for (var bucket = Math.Max(0, cells.Length - 3); bucket < cells.Length - 1; bucket++)
            if (cells[bucket] != FloorCells.None) before = Math.Min(before, trend.Table[slot].Cells.Decode(cells[bucket]));
        var now = trend.Table[slot].LastBytes;
        var isHurry = now >= GainRatioMin * before && now - before >= (now >= ManifoldRatioMin * before ? ManifoldShareMin : GainShareMin) * trend.HeapBytes;
        return isHurry ? now - before : 0;
    }

    /// <summary>For a host to save.</summary>
    public RecentRisesState Save(TypeTable types) => new(
        InOrder<long>(_steps),
        [.. Enumerable.Range(0, PlacesMax).Where(place => SlotOf(types, place) >= 0).Select(place => new RecentRiseState(
            _places[place].Slot, _places[place].AnchorBytes, _places[place].AnchorCount, Array.ConvertAll(InOrder<float>(_floors.AsSpan(place * StepsMax, StepsMax)), floor => (long)floor)))]);

    /// <summary>What does not fit is left out.</summary>
    public void Restore(TypeTable types, RecentRisesState saved, long lastUnixMilliseconds)
    {
        Clear();
        var steps = saved.Steps.Span;
        if (steps.Length != StepsMax || steps[^1] > lastUnixMilliseconds / _widthMilliseconds) return;
        for (var i = 1; i < StepsMax; i++)
            if (steps[i] <= steps[i - 1] && steps[i - 1] >= 0) return;
        steps.CopyTo(_steps);
        _newest = StepsMax - 1;
        foreach (var rise in saved.Rises)
        {
            var place = FreePlace(types);
            if (place < 0 || rise.Slot < 0 || rise.Slot >= types.Count || rise.Floors.Length != StepsMax || PlaceOf(types, rise.Slot) >= 0) continue;
            _places[place] = new Place { Name = types[rise.Slot].Name, Slot = (ushort)rise.Slot, AnchorBytes = rise.AnchorBytes, AnchorCount = rise.AnchorCount };
            for (var i = 0; i < StepsMax; i++) _floors[place * StepsMax + i] = Math.Max(None, rise.Floors.Span[i]);
            IsEmpty = false;
        }
    }

    private void Begin(ProcessTrend trend, long step)
    {
        _newest = (_newest + 1) % StepsMax;
        _steps[_newest] = step;
        for (var place = 0; place < PlacesMax; place++) _floors[place * StepsMax + _newest] = None;
        // Without gaps between them, as after a restart: what is saved is only what is there.
        var kept = 0;
        for (var place = 0; place < PlacesMax; place++)
        {
            var slot = SlotOf(trend.Table, place);
            if (slot >= 0 && Gain(trend, slot) > 0)
            {
                _places[kept] = _places[place];
                _floors.AsSpan(place * StepsMax, StepsMax).CopyTo(_floors.AsSpan(kept * StepsMax, StepsMax));
                kept++;
            }
        }

        _places.AsSpan(kept).Clear();
        IsEmpty = kept == 0;

        Span<bool> isPlaced = stackalloc bool[trend.Count];
        for (var place = 0; place < PlacesMax; place++)
            if (_places[place].Name is not null) isPlaced[_places[place].Slot] = true;
        for (var place = FreePlace(trend.Table); place >= 0; place = FreePlace(trend.Table))
        {
            var (best, most) = (-1, 0.0);
            for (var slot = 0; slot < trend.Count; slot++)
                if (!isPlaced[slot] && Gain(trend, slot) is var gain && gain > most) (best, most) = (slot, gain);
            if (best < 0) break;
            isPlaced[best] = true;
            ref var type = ref trend.Table[best];
            _places[place] = new Place { Name = type.Name, Slot = (ushort)best, AnchorBytes = type.LastBytes, AnchorCount = type.LastCount };
            _floors.AsSpan(place * StepsMax, StepsMax).Fill(None);
            IsEmpty = false;
        }

        // Nothing is saved of an empty one, so nothing may be remembered either.
        if (IsEmpty) Clear();
    }

    /// <summary>Where the step so many before the newest is.</summary>
    private int Column(int back) => (_newest + StepsMax - back) % StepsMax;

    private T[] InOrder<T>(ReadOnlySpan<T> columns)
    {
        var ordered = new T[StepsMax];
        for (var back = 0; back < StepsMax; back++) ordered[StepsMax - 1 - back] = columns[Column(back)];
        return ordered;
    }

    private int FreePlace(TypeTable types)
    {
        for (var place = 0; place < PlacesMax; place++)
            if (SlotOf(types, place) < 0) return place;
        return -1;
    }

    private struct Place
    {
        public string? Name;
        public ushort Slot;
        public uint AnchorCount;
        public long AnchorBytes;
    }
}
