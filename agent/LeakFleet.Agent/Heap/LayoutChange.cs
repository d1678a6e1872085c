namespace LeakFleet.Agent.Heap;

/// <summary>Which regions of a walk have to be read (again), judged by the heap's layout after reading.</summary>
internal static class LayoutChange
{
    /// <summary>
    /// Regions of <paramref name="after"/> that have to be read: those that did not decode, and, when a collection ran since
    /// <paramref name="before"/>, those that it made or changed. Without a collection objects stay where they are, and what was allocated
    /// meanwhile belongs to a later walk.
    /// </summary>
    public static List<HeapRegion> Unread(HeapLayout before, HeapLayout after, Dictionary<ulong, RegionTally> tallies)
    {
        var collected = WasCollected(before, after);
        var unread = new List<HeapRegion>();
        foreach (var region in after.Regions)
        {
            if (!tallies.TryGetValue(region.Start, out var tally))
            {
                if (collected) unread.Add(region);
            }
            else if (tally.Failure is not null || (collected && !IsSame(tally.Region, region)))
            {
                unread.Add(region);
            }
        }
        return unread;
    }

    /// <summary>
    /// Whether a collection ran, as far as regions tell: it empties gen0, so a region of it disappears, shrinks or becomes another generation's.
    /// A collection that does none of that has moved nothing.
    /// </summary>
    public static bool WasCollected(HeapLayout before, HeapLayout after) => Differ(before, after, _ => true);

    /// <summary>Whether a collection changed where gen2, large or pinned objects are.</summary>
    public static bool MovedSurvivors(HeapLayout before, HeapLayout after) => Differ(before, after, region => region.HoldsSurvivors);

    private static bool Differ(HeapLayout before, HeapLayout after, Func<HeapRegion, bool> counts)
    {
        if (after.Contexts.ProveNoCollectionSince(before.Contexts)) return false;
        var now = after.Regions.ToDictionary(region => region.Start);
        foreach (var region in before.Regions)
        {
            var exists = now.Remove(region.Start, out var same);
            if ((!exists || !IsSame(region, same)) && (counts(region) || (exists && counts(same)))) return true;
        }
        return now.Values.Any(added => !added.MayGrow && counts(added));
    }

    private static bool IsSame(HeapRegion earlier, HeapRegion now) =>
        earlier.Place == now.Place && (now.End == earlier.End || (now.MayGrow && now.End > earlier.End));
}
