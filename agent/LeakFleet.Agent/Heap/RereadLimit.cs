namespace LeakFleet.Agent.Heap;

/// <summary>Decides how often regions are read again before a walk gives them up.</summary>
internal sealed class RereadLimit(HeapWalkOptions options, IReadOnlyList<HeapRegion> heap)
{
    /// <summary>In <see cref="HeapWalkOptions.RoundsMax"/>.</summary>
    private const int Gen1RoundsMax = 4;

    /// <summary>Of large objects only headers are read.</summary>
    private readonly ulong _bytesMax = Math.Max((ulong)options.RereadMegabytesMax << 20, (ulong)options.RereadHeapsMax * BytesOf(heap)) + BytesOf(heap);

    /// <summary>Rounds in a row that left something unread although nothing was collected: another mostly ends like them.</summary>
    private int _fruitless;

    /// <summary>How often regions have been read, the first time included.</summary>
    public int Rounds { get; private set; } = 1;

    /// <summary>Whether <paramref name="unread"/> may be read once more, and if so counts that as done.</summary>
    /// <param name="wasCollected">
    /// A collection is known to have run. If so even a layout with nothing to read has to be confirmed.
    /// </param>
    public bool Allows(IReadOnlyList<HeapRegion> unread, bool wasCollected, RegionPass pass)
    {
        if (unread.Count == 0 && !wasCollected) return false;
        _fruitless = wasCollected ? 0 : _fruitless + 1;
        var areSurvivorsAtStake = unread.Any(region => region.HoldsSurvivors || (region.Place == HeapPlace.Gen1 && !pass.Tallies.ContainsKey(region.Start)));
        var roundsMax = areSurvivorsAtStake ? options.SurvivorRoundsMax : options.RoundsMax;
        if (Rounds >= roundsMax || _fruitless >= options.RoundsMax || pass.BytesRead > _bytesMax) return false;
        Rounds++;
        return true;
    }

    /// <summary>Whether a walk that has all survivors but gen1 is worth another round.</summary>
    public bool AllowsGen1(RegionPass pass) => Rounds < Gen1RoundsMax * options.RoundsMax && pass.BytesRead <= _bytesMax / 2;

    private static ulong BytesOf(IReadOnlyList<HeapRegion> regions) =>
        regions.Aggregate(0UL, (sum, region) => region.Place == HeapPlace.Large ? sum : sum + region.Length);
}
