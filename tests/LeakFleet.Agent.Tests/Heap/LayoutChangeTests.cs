using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Tests.Heap;

public sealed class LayoutChangeTests
{
    private static readonly HeapRegion Young = new(0x10_0000, 0x11_0000, HeapPlace.Gen0);
    private static readonly HeapRegion Middle = new(0x20_0000, 0x21_0000, HeapPlace.Gen1);
    private static readonly HeapRegion Old = new(0x30_0000, 0x31_0000, HeapPlace.Gen2);

    [Fact]
    public void AllocationAloneIsNoCollection()
    {
        var before = Layout([Young, Middle, Old]);
        var after = Layout([Young with { End = 0x12_0000 }, Middle, Old, new HeapRegion(0x40_0000, 0x41_0000, HeapPlace.Gen0)]);

        Assert.False(LayoutChange.WasCollected(before, after));
        Assert.Empty(LayoutChange.Unread(before, after, Tallies(before)));
    }

    [Fact]
    public void AGen0ThatShrankWasCollected() =>
        Assert.True(LayoutChange.WasCollected(Layout([Young, Old]), Layout([Young with { End = 0x10_1000 }, Old])));

    [Fact]
    public void ARegionThatHasGoneWasCollected() => Assert.True(LayoutChange.WasCollected(Layout([Young, Old]), Layout([Old])));

    [Fact]
    public void ARegionPromotedToGen2IsReadAgainAndCountsAsMovedSurvivors()
    {
        var before = Layout([Middle, Old]);
        var after = Layout([Middle with { Place = HeapPlace.Gen2 }, Old]);

        Assert.True(LayoutChange.MovedSurvivors(before, after));
        Assert.Equal([Middle with { Place = HeapPlace.Gen2 }], LayoutChange.Unread(before, after, Tallies(before)));
    }

    [Fact]
    public void AYoungCollectionMovesNoSurvivors()
    {
        var before = Layout([Young, Middle, Old]);
        var after = Layout([Young with { End = 0x10_1000 }, Middle with { End = 0x21_8000 }, Old]);

        Assert.False(LayoutChange.MovedSurvivors(before, after));
        Assert.Equal(2, LayoutChange.Unread(before, after, Tallies(before)).Count);
    }

    [Fact]
    public void AThreadThatStillAllocatesFromTheSamePieceProvesThatNoneRan()
    {
        var before = Layout([Young, Old], (0x10_0100, 0x10_2000));
        var after = Layout([Young with { End = 0x10_8000 }, Old], (0x10_0900, 0x10_2000));

        Assert.False(LayoutChange.WasCollected(before, after));
    }

    [Fact]
    public void ARegionThatDidNotDecodeIsReadAgainWithoutACollection()
    {
        var layout = Layout([Old]);
        var tallies = Tallies(layout);
        tallies[Old.Start] = tallies[Old.Start] with { Failure = SkipReason.BadSize };

        Assert.Equal([Old], LayoutChange.Unread(layout, layout, tallies));
    }

    private static HeapLayout Layout(HeapRegion[] regions, params (ulong, ulong)[] contexts) =>
        new(regions, new AllocationContexts(contexts), 0, 0, false, null);

    private static Dictionary<ulong, RegionTally> Tallies(HeapLayout layout) =>
        layout.Regions.ToDictionary(region => region.Start, region => new RegionTally(region, null!, default, region.Length, null));
}
