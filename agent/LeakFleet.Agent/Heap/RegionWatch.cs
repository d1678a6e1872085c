namespace LeakFleet.Agent.Heap;

/// <summary>Tells, while the regions of a layout are read, which of them collections have changed since that layout was.</summary>
/// <param name="since">Null where the target's collector does not tell: then nothing is known until the next layout.</param>
/// <param name="isHasty">To read even what is already known to have got more objects since: what it had before is still there.</param>
internal sealed class RegionWatch(CollectionCounter collections, CollectionCounts? since, bool isHasty)
{
    /// <summary>Whether reading is better put off to the next round.</summary>
    public bool IsLeft(HeapRegion region) => isHasty ? LayoutChange.IsMoved(region.Place, OldestCollected()) : LayoutChange.IsReached(region.Place, OldestCollected());

    /// <summary>See <see cref="CollectionCounts.OldestSince"/>.</summary>
    public int OldestCollected()
    {
        if (since is not { } before) return CollectionCounts.None;
        return collections.Read(out _) is { } now ? now.OldestSince(before) : CollectionCounts.Everything;
    }
}
