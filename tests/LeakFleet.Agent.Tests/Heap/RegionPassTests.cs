using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Tests.Heap;

/// <summary>Collections that come while a region is read.</summary>
public sealed class RegionPassTests
{
    private const int NoCollection = -1;

    private readonly ScriptedCounts _counts = new();
    private readonly SyntheticHeap _heap = new();
    private int _reads;

    public RegionPassTests()
    {
        var type = _heap.Type(24);
        for (var i = 0; i < 100; i++) _heap.Add(type, 24);
    }

    [Theory]
    [InlineData((int)HeapPlace.Gen2, NoCollection, true, true)]
    [InlineData((int)HeapPlace.Gen2, 0, true, true)]
    // It may have got more objects: what was read is kept, and reported as not up to date.
    [InlineData((int)HeapPlace.Gen2, 1, true, false)]
    [InlineData((int)HeapPlace.Gen2, 2, false, false)]
    [InlineData((int)HeapPlace.Large, 1, true, true)]
    [InlineData((int)HeapPlace.Large, 2, false, false)]
    [InlineData((int)HeapPlace.Gen1, 0, true, false)]
    [InlineData((int)HeapPlace.Gen1, 1, false, false)]
    [InlineData((int)HeapPlace.Gen0, 0, false, false)]
    [InlineData((int)HeapPlace.Frozen, 2, true, true)]
    public void WhatIsCollectedWhileItIsReadDoesNotCountAsRead(int place, int collected, bool isKept, bool isRead)
    {
        var (pass, unread) = Read((HeapPlace)place, isHasty: false, whileReading: collected);

        Assert.Equal(isKept, pass.Tallies.Count == 1);
        Assert.Equal(isRead, unread.Count == 0);
    }

    [Theory]
    [InlineData(1, false, false)]
    [InlineData(1, true, true)]
    [InlineData(2, false, false)]
    [InlineData(2, true, false)]
    public void WhatOnlyGotMoreObjectsIsReadAllTheSameInHaste(int collectedBefore, bool isHasty, bool isKept)
    {
        var (pass, unread) = Read(HeapPlace.Gen2, isHasty, collectedBefore: collectedBefore);

        Assert.Equal(isKept, pass.Tallies.Count == 1);
        Assert.Single(unread);
        Assert.Equal(isKept ? 1 : 0, Math.Min(1, _reads));
    }

    [Fact]
    public void OnceTimeIsUpNoRegionIsReadAnyMore()
    {
        var collections = new CollectionCounter(_counts.Read, ScriptedCounts.Words);
        var watch = new RegionWatch(collections, collections.Read(out _), isHasty: false);
        var regions = Enumerable.Range(0, 1000).Select(i => new HeapRegion(SyntheticHeap.RegionStart + (ulong)i * 24, SyntheticHeap.RegionStart + (ulong)(i + 1) * 24, HeapPlace.Gen2)).ToList();
        using var pass = new RegionPass(Read, SyntheticHeap.FreeMethodTable, new HeapWalkOptions(), new WalkCpu());

        var unread = pass.Read(regions, new AllocationContexts([]), watch, nice: 0, Deadline.In(0), TestContext.Current.CancellationToken);

        Assert.Equal(0, _reads);
        Assert.Equal(regions, unread);
        Assert.Empty(pass.Tallies);
    }

    [Fact]
    public void AfterACancellationNoRegionIsReadAnyMore()
    {
        using var stop = new CancellationTokenSource();
        var watch = new RegionWatch(new CollectionCounter(_counts.Read, ScriptedCounts.Words), null, isHasty: false);
        using var pass = new RegionPass(ReadAndCancel, SyntheticHeap.FreeMethodTable, new HeapWalkOptions { ThreadsMax = 1 }, new WalkCpu());

        Assert.Throws<OperationCanceledException>(() => pass.Read(
            [.. Enumerable.Repeat(_heap.Region(HeapPlace.Gen2), 1000)], new AllocationContexts([]), watch, nice: 0, Deadline.In(60_000), stop.Token));

        Assert.Equal(1, _reads);

        int ReadAndCancel(ulong address, Span<byte> destination)
        {
            stop.Cancel();
            return Read(address, destination);
        }
    }

    [Fact]
    public void ARegionThatIsReadAgainAndAgainTakesNoMoreRoomThanOnce()
    {
        var heap = new SyntheticHeap();
        for (var i = 0; i < 600; i++) heap.Add(heap.Type(24), 24);
        var watch = new RegionWatch(new CollectionCounter(_counts.Read, ScriptedCounts.Words), null, isHasty: false);
        using var pass = new RegionPass(heap.Read, SyntheticHeap.FreeMethodTable, new HeapWalkOptions { ThreadsMax = 1, RowsMax = 2048 }, new WalkCpu());

        for (var round = 0; round < 50; round++)
        {
            Assert.Empty(pass.Read([heap.Region(HeapPlace.Gen2)], new AllocationContexts([]), watch, nice: 0, Deadline.In(60_000), TestContext.Current.CancellationToken));
            if (round % 2 == 0) pass.Tallies.Clear();
        }

        var tally = Assert.Single(pass.Tallies.Values);
        Assert.Equal(600, tally.Rows.End.Value - tally.Rows.Start.Value);
        Assert.InRange(pass.Workers[0].Rows.Count, 600, 2048);
    }

    [Fact]
    public void WhereThereIsNoRoomForANewCountTheOldOneStays()
    {
        var heap = new SyntheticHeap();
        for (var i = 0; i < 600; i++) heap.Add(heap.Type(24), 24);
        var watch = new RegionWatch(new CollectionCounter(_counts.Read, ScriptedCounts.Words), null, isHasty: false);
        using var pass = new RegionPass(heap.Read, SyntheticHeap.FreeMethodTable, new HeapWalkOptions { ThreadsMax = 1, RowsMax = 1024 }, new WalkCpu());

        Assert.Empty(Read());
        Assert.Single(Read());

        var tally = Assert.Single(pass.Tallies.Values);
        Assert.Equal((null, 0..600), (tally.Failure, tally.Rows));

        List<HeapRegion> Read() =>
            pass.Read([heap.Region(HeapPlace.Gen2)], new AllocationContexts([]), watch, nice: 0, Deadline.In(60_000), TestContext.Current.CancellationToken);
    }

    private int Read(ulong address, Span<byte> destination)
    {
        if (address < SyntheticHeap.FreeMethodTable) _reads++;
        return _heap.Read(address, destination);
    }

    private (RegionPass Pass, List<HeapRegion> Unread) Read(HeapPlace place, bool isHasty, int collectedBefore = NoCollection, int whileReading = NoCollection)
    {
        var collections = new CollectionCounter(_counts.Read, ScriptedCounts.Words);
        var watch = new RegionWatch(collections, collections.Read(out _), isHasty);
        _counts.Collect(collectedBefore);
        using var pass = new RegionPass(ReadAndCollect, SyntheticHeap.FreeMethodTable, new HeapWalkOptions(), new WalkCpu());
        var unread = pass.Read([_heap.Region(place)], new AllocationContexts([]), watch, nice: 0, Deadline.In(60_000), TestContext.Current.CancellationToken);
        return (pass, unread);

        int ReadAndCollect(ulong address, Span<byte> destination)
        {
            if (_reads++ == 0) _counts.Collect(whileReading);
            return _heap.Read(address, destination);
        }
    }
}
