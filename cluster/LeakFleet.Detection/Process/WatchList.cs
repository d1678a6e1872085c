namespace LeakFleet.Detection;

/// <summary>The types of one process that are tested. What the last look did not test again, or tested in vain, gives up its place when another one needs it.</summary>
internal struct WatchList
{
    /// <summary>Above what one look tests, so that there is always a place.</summary>
    public const int PlacesMax = 64;

    /// <summary>Until there are so many none gives up its place.</summary>
    private const int PlacesUsual = ProcessJudge.NewTestsMax;

    private const int PlacesStep = 4;

    public static readonly GrowthResult NotTested = new(Verdict.Healthy, 0, 0, 0, 1, 0, 0);

    private WatchedType[] _places;

    public int Count { get; private set; }

    public readonly ref WatchedType this[int place] => ref _places[place];

    /// <summary>A look begins: what it does not test again may lose its place.</summary>
    public readonly void BeginLook()
    {
        for (var place = 0; place < Count; place++) _places[place].IsTested = false;
    }

    /// <summary>A look ends: results of what was not tested hold no longer.</summary>
    public readonly void EndLook()
    {
        for (var place = 0; place < Count; place++)
        {
            ref var known = ref _places[place];
            if (!known.IsTested) (known.Growth, known.InstancesPerHour) = (NotTested, 0);
            // As after a restart: only results are saved.
            known.IsTested = true;
        }
    }

    /// <summary>Gives a type a place; negative when all are taken by what was tested.</summary>
    public int Take(Span<TypeState> types, WatchedType type)
    {
        // The lowest slot and not the first place: places follow what happened, slots are as saved.
        var free = -1;
        for (var place = 0; place < Count; place++)
            if (IsFree(types, _places[place]) && (free < 0 || _places[place].Slot < _places[free].Slot)) free = place;
        if (Count < PlacesUsual || free < 0) return Add(type);
        types[_places[free].Slot].Watched = TypeState.Unwatched;
        _places[free] = type;
        return free;
    }

    /// <summary>Gives a type a place of its own, as each has that is saved; negative when all are taken.</summary>
    public int Add(WatchedType type)
    {
        if (Count == PlacesMax) return -1;
        _places ??= new WatchedType[PlacesUsual];
        if (Count == _places.Length) Array.Resize(ref _places, Math.Min(PlacesMax, Count + PlacesStep));
        _places[Count] = type;
        return Count++;
    }

    /// <summary>Ends the watch of a type; the last one moves to its place.</summary>
    public void Remove(Span<TypeState> types, int place)
    {
        types[_places[place].Slot].Watched = TypeState.Unwatched;
        Count--;
        if (place == Count) return;
        _places[place] = _places[Count];
        types[_places[place].Slot].Watched = (byte)place;
    }

    /// <summary>Not tested yet in this look, or in vain. What is shown, or belongs to what is, keeps its place.</summary>
    private static bool IsFree(ReadOnlySpan<TypeState> types, in WatchedType known) =>
        !known.IsTested || known.SaysNothing && types[known.Slot].Persistence.Shown != Verdict.Leak && types[known.Slot].Part == LeakPart.None;
}
