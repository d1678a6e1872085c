namespace LeakFleet.Detection;

/// <summary>What a host saves of the types that rise fastest.</summary>
/// <param name="Steps">Numbers, since 1970, of the newest steps, the newest last; -1 for none.</param>
public sealed record RecentRisesState(ReadOnlyMemory<long> Steps, IReadOnlyList<RecentRiseState> Rises)
{
    public const int PlacesMax = 8;

    public const int StepsMax = 16;
}

/// <param name="Slot">Of the type, in the order in which types are saved.</param>
/// <param name="AnchorBytes">What there was at first, with <paramref name="AnchorCount"/> instances.</param>
/// <param name="Floors">In each of the steps; -1 where nothing was seen.</param>
public readonly record struct RecentRiseState(int Slot, long AnchorBytes, uint AnchorCount, ReadOnlyMemory<long> Floors);
