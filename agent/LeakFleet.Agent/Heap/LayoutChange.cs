namespace LeakFleet.Agent.Heap;

/// <summary>Which regions of a walk have to be read (again) after some generations were collected.</summary>
internal static class LayoutChange
{
    /// <summary>
    /// Regions of <paramref name="layout"/> that have to be read: those that did not decode, and those in which a collection may have put or moved objects.
    /// Without a collection objects stay where they are, and what was allocated meanwhile belongs to a later walk.
    /// </summary>
    /// <param name="oldestCollected">See <see cref="CollectionCounts.OldestSince"/>.</param>
    public static List<HeapRegion> Unread(HeapLayout layout, Dictionary<ulong, RegionTally> tallies, int oldestCollected)
    {
        var unread = new List<HeapRegion>();
        foreach (var region in layout.Regions)
        {
            if (!tallies.TryGetValue(region.Start, out var tally))
            {
                if (oldestCollected != CollectionCounts.None) unread.Add(region);
            }
            // The end of a background collection hands empty regions on to other generations without being counted as one.
            else if (tally.Failure is not null || tally.Region.Place != region.Place || IsReached(region.Place, oldestCollected))
            {
                unread.Add(region);
            }
        }
        return unread;
    }

    /// <summary>The order in which a round has the best chances: first what the most frequent collections void, last what the next walk could count as well.</summary>
    public static IReadOnlyList<HeapRegion> InOrder(IReadOnlyList<HeapRegion> regions) =>
        [.. regions.OrderBy(region => region.Place switch { HeapPlace.Gen1 => 0, HeapPlace.Gen0 => 2, _ => 1 })];

    /// <summary>
    /// Whether a collection changes what lies there. Survivors go to the next generation, and not only to new regions: also to free places between
    /// its objects, where no bound tells. Large and pinned objects are collected with gen2.
    /// </summary>
    public static bool IsReached(HeapPlace place, int oldestCollected) => place switch
    {
        HeapPlace.Gen0 or HeapPlace.Gen1 => oldestCollected >= 0,
        HeapPlace.Gen2 => oldestCollected >= 1,
        HeapPlace.Large or HeapPlace.Pinned => oldestCollected >= CollectionCounts.Everything,
        _ => false,
    };

    /// <summary>
    /// Forgets what is no longer so. What remains of the regions that are to be read again is true but perhaps not all: a collection moves nothing that is in an
    /// older generation than its own, it only adds to it.
    /// </summary>
    public static void Forget(HeapMoment before, HeapMoment after, Dictionary<ulong, RegionTally> tallies, int oldestCollected)
    {
        var now = after.Layout.Regions.ToDictionary(region => region.Start);
        var isKnown = before.Counts is not null && after.Counts is not null;
        foreach (var (start, tally) in tallies)
        {
            if (!now.TryGetValue(start, out var region) || region.Place != tally.Region.Place
                // Where no count of collections can be read, equal bounds are all there is to go by.
                || (isKnown ? IsMoved(region.Place, oldestCollected) : region.End != tally.Region.End)) tallies.Remove(start);
        }
    }

    /// <summary>Whether a collection moves or removes what lies there.</summary>
    public static bool IsMoved(HeapPlace place, int oldestCollected) => place switch
    {
        HeapPlace.Gen0 => oldestCollected >= 0,
        HeapPlace.Gen1 => oldestCollected >= 1,
        HeapPlace.Frozen => false,
        _ => oldestCollected >= CollectionCounts.Everything,
    };
}
