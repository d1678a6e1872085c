using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Tests.Heap;

public sealed class LayoutChangeTests
{
    private const int Gen0 = 0;
    private const int Gen1 = 1;

    private static readonly HeapRegion Young = new(0x10_0000, 0x11_0000, HeapPlace.Gen0);
    private static readonly HeapRegion Middle = new(0x20_0000, 0x21_0000, HeapPlace.Gen1);
    private static readonly HeapRegion Old = new(0x30_0000, 0x31_0000, HeapPlace.Gen2);
    private static readonly HeapRegion Large = new(0x40_0000, 0x41_0000, HeapPlace.Large);
    private static readonly HeapRegion Frozen = new(0x50_0000, 0x51_0000, HeapPlace.Frozen);

    [Fact]
    public void WhatIsAllocatedWithoutACollectionIsLeftToALaterWalk()
    {
        var after = Layout([Young with { End = 0x12_0000 }, Middle, Old, Large, Frozen, new HeapRegion(0x60_0000, 0x61_0000, HeapPlace.Gen0)]);

        Assert.Empty(LayoutChange.Unread(after, Tallies(Young, Middle, Old, Large, Frozen), CollectionCounts.None));
    }

    [Theory]
    [InlineData(Gen0, new[] { HeapPlace.Gen0, HeapPlace.Gen1 })]
    [InlineData(Gen1, new[] { HeapPlace.Gen0, HeapPlace.Gen1, HeapPlace.Gen2 })]
    [InlineData(CollectionCounts.Everything, new[] { HeapPlace.Gen0, HeapPlace.Gen1, HeapPlace.Gen2, HeapPlace.Large })]
    internal void ACollectionThatLeavesEveryBoundAloneStillVoidsItsGenerationsAndTheNext(int oldestCollected, HeapPlace[] expected)
    {
        var layout = Layout([Young, Middle, Old, Large, Frozen]);

        var unread = LayoutChange.Unread(layout, Tallies(Young, Middle, Old, Large, Frozen), oldestCollected);

        Assert.Equal(expected, unread.Select(region => region.Place));
    }

    [Fact]
    public void ARegionThatCameWithACollectionIsRead() =>
        Assert.Equal([Old], LayoutChange.Unread(Layout([Old]), Tallies(), Gen0));

    [Fact]
    public void ARegionThatBecameAnotherGenerationsIsReadAgainWhateverTheCountsSay() =>
        Assert.Equal([Old with { Place = HeapPlace.Gen0 }], LayoutChange.Unread(Layout([Old with { Place = HeapPlace.Gen0 }]), Tallies(Old), CollectionCounts.None));

    [Fact]
    public void ARegionThatDidNotDecodeIsReadAgainWithoutACollection()
    {
        var tallies = Tallies(Old, Young);
        tallies[Old.Start] = tallies[Old.Start] with { Failure = SkipReason.BadSize };

        Assert.Equal([Old], LayoutChange.Unread(Layout([Young, Old]), tallies, CollectionCounts.None));
    }

    [Theory]
    [InlineData(Gen0, new[] { HeapPlace.Gen1, HeapPlace.Gen2, HeapPlace.Large, HeapPlace.Frozen })]
    [InlineData(Gen1, new[] { HeapPlace.Gen2, HeapPlace.Large, HeapPlace.Frozen })]
    [InlineData(CollectionCounts.Everything, new[] { HeapPlace.Frozen })]
    internal void OnlyWhatACollectionMovesIsForgotten(int oldestCollected, HeapPlace[] expected)
    {
        var layout = Layout([Young, Middle, Old, Large, Frozen]);
        var tallies = Tallies(Young, Middle, Old, Large, Frozen);

        LayoutChange.Forget(Counted(layout, 1), Counted(layout, 2), tallies, oldestCollected);

        Assert.Equal(expected, tallies.Values.Select(tally => tally.Region.Place).Order());
    }

    [Fact]
    public void ARegionThatHasGoneIsForgotten()
    {
        var tallies = Tallies(Old, Large);

        LayoutChange.Forget(Counted(Layout([Old, Large]), 1), Counted(Layout([Large]), 2), tallies, Gen0);

        Assert.Equal([Large.Start], tallies.Keys);
    }

    [Fact]
    public void WithoutCountsOnlyAThreadThatStillAllocatesFromTheSamePieceProvesThatNothingWasCollected()
    {
        var before = new HeapMoment(null, Layout([Young, Old], (0x10_0100, 0x10_2000)));
        var same = new HeapMoment(null, Layout([Young with { End = 0x10_8000 }, Old], (0x10_0900, 0x10_2000)));
        var other = new HeapMoment(null, Layout([Young, Old], (0x10_3000, 0x10_5000)));

        Assert.Equal(CollectionCounts.None, same.OldestCollectedSince(before));
        Assert.Equal(CollectionCounts.Everything, other.OldestCollectedSince(before));
        Assert.Equal(CollectionCounts.Everything, new HeapMoment(null, Layout([Old])).OldestCollectedSince(new HeapMoment(null, Layout([Old]))));
    }

    [Fact]
    public void CountsDecideAgainstWhatTheLayoutSuggests()
    {
        var layout = Layout([Young, Old], (0x10_0100, 0x10_2000));
        var before = new HeapMoment(new CollectionCounts(10, 5, 2), layout);

        Assert.Equal(CollectionCounts.None, new HeapMoment(new CollectionCounts(10, 5, 2), Layout([Old])).OldestCollectedSince(before));
        Assert.Equal(Gen0, new HeapMoment(new CollectionCounts(11, 5, 2), layout).OldestCollectedSince(before));
        Assert.Equal(Gen1, new HeapMoment(new CollectionCounts(12, 6, 2), layout).OldestCollectedSince(before));
        Assert.Equal(CollectionCounts.Everything, new HeapMoment(new CollectionCounts(13, 7, 3), layout).OldestCollectedSince(before));
    }

    [Fact]
    public void WhereCountsAreReadOnlyOnceNothingIsProven()
    {
        var layout = Layout([Young, Old], (0x10_0100, 0x10_2000));

        Assert.Equal(CollectionCounts.Everything, new HeapMoment(null, layout).OldestCollectedSince(Counted(layout, 1)));
        Assert.Equal(CollectionCounts.Everything, Counted(layout, 1).OldestCollectedSince(new HeapMoment(null, layout)));
    }

    private static HeapMoment Counted(HeapLayout layout, ulong collections) => new(new CollectionCounts(collections, 0, 0), layout);

    private static HeapLayout Layout(HeapRegion[] regions, params (ulong, ulong)[] contexts) =>
        new(regions, new AllocationContexts(contexts), 0, 0, false, null);

    private static Dictionary<ulong, RegionTally> Tallies(params HeapRegion[] regions) =>
        regions.ToDictionary(region => region.Start, region => new RegionTally(region, null!, default, region.Length, null));
}
