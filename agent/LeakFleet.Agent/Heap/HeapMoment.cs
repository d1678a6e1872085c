namespace LeakFleet.Agent.Heap;

/// <summary>A heap's layout, and the collections that had begun before it was read; null where the target's collector does not tell.</summary>
internal readonly record struct HeapMoment(CollectionCounts? Counts, HeapLayout Layout)
{
    /// <summary>
    /// The oldest generation that may have been collected between <paramref name="earlier"/> and now, in the terms of
    /// <see cref="CollectionCounts.OldestSince"/>. Where the target's collector does not tell, only a thread that still allocates from the same
    /// piece of memory proves that nothing was; equal regions prove nothing, since a collection can move objects within them.
    /// </summary>
    public int OldestCollectedSince(in HeapMoment earlier) =>
        Counts is { } now && earlier.Counts is { } before ? now.OldestSince(before)
        : Counts is null && earlier.Counts is null && Layout.Contexts.ProveNoCollectionSince(earlier.Layout.Contexts) ? CollectionCounts.None
        : CollectionCounts.Everything;
}
