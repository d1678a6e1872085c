using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention.Roots;

namespace LeakFleet.Agent.Tests.Heap;

public sealed class MomentReaderTests
{
    private static readonly HeapLayout Readable = new([new HeapRegion(0x10000, 0x20000, HeapPlace.Gen2)], new AllocationContexts([]), 0x7000_0000_1000, 0, false, null);
    private static readonly HeapLayout Unreadable = HeapLayout.Unreadable("in the middle of a change");

    [Fact]
    public void AMomentInWhichTheStructuresCannotBeReadPasses()
    {
        var inspection = new ScriptedInspection([Unreadable, Unreadable, Unreadable, Readable]);

        Assert.Same(Readable, Read(inspection).Layout);
        Assert.Equal(4, inspection.Asked);
    }

    [Fact]
    public void ALayoutInTheMiddleOfACollectionIsReadAgain()
    {
        var inspection = new ScriptedInspection([Readable with { BeingCollected = true }, Readable]);

        Assert.Same(Readable, Read(inspection).Layout);
    }

    [Fact]
    public void WhatStaysUnreadableIsTroubleAfterAFewTries()
    {
        var inspection = new ScriptedInspection([Unreadable]);

        Assert.Equal(Unreadable.Trouble, Read(inspection).Layout.Trouble);
        Assert.Equal(MomentReader.UnreadableMax, inspection.Asked);
    }

    [Fact]
    public void WhoIsBrokenIsNotAskedAgain()
    {
        var inspection = new ScriptedInspection([Unreadable]) { Trouble = "the helper is gone" };

        Assert.Equal(Unreadable.Trouble, Read(inspection).Layout.Trouble);
        Assert.Equal(1, inspection.Asked);
    }

    [Fact]
    public void ACollectionWithoutEndIsTroubleInTime()
    {
        var inspection = new ScriptedInspection([Readable with { BeingCollected = true }]);

        Assert.Equal(HeapTrouble.StillCollecting, Read(inspection, new HeapWalkOptions { CollectionWaitMillisecondsMax = 20 }).Layout.Trouble);
    }

    [Fact]
    public void ALayoutThatYoungCollectionsAlwaysOvertakeIsTakenWithTheCountsOfBefore()
    {
        var collections = new ScriptedCounts();
        var inspection = new ScriptedInspection([Readable]) { Meanwhile = () => collections.Collect(generation: 1) };

        var moment = Read(inspection, counts: collections);

        Assert.Same(Readable, moment.Layout);
        Assert.Equal(MomentReader.OvertakenMax, inspection.Asked);
        Assert.Equal(new CollectionCounts((ulong)inspection.Asked - 1, (ulong)inspection.Asked - 1, 0), moment.Counts);
    }

    [Fact]
    public void ALayoutThatACollectionOfGen2OvertookIsNeverTaken()
    {
        var collections = new ScriptedCounts();
        var inspection = new ScriptedInspection([Readable]) { Meanwhile = () => collections.Collect(generation: 2) };

        Assert.Equal(HeapTrouble.StillCollecting, Read(inspection, new HeapWalkOptions { CollectionWaitMillisecondsMax = 50 }, collections).Layout.Trouble);
    }

    private static HeapMoment Read(ScriptedInspection inspection, HeapWalkOptions? options = null, ScriptedCounts? counts = null)
    {
        // Without counts: a process whose collector is not known, so nothing ever says that a collection ran.
        var collections = counts is null ? new CollectionCounter((_, _) => 0) : new CollectionCounter(counts.Read, ScriptedCounts.Words);
        return new MomentReader(collections, options ?? new HeapWalkOptions()).Read(inspection, Deadline.In(60_000), TestContext.Current.CancellationToken);
    }

    /// <summary>Answers with one layout after the other, then with the last for ever: moments of a real runtime that cannot be had at will.</summary>
    private sealed class ScriptedInspection(HeapLayout[] layouts) : IRuntimeInspection
    {
        public int Asked { get; private set; }

        /// <summary>What the process does while a layout is read.</summary>
        public Action? Meanwhile { get; init; }

        public string? Trouble { get; init; }

        public bool HasBrokenOff => Trouble is not null;

        public TimeSpan CpuElsewhere => TimeSpan.Zero;

        public HeapLayout ReadLayout()
        {
            Meanwhile?.Invoke();
            return layouts[Math.Min(Asked++, layouts.Length - 1)];
        }

        public TypeName?[] Resolve(IReadOnlyList<ulong> methodTables) => new TypeName?[methodTables.Count];

        public RootLayout ReadRoots(bool followsStacks) => RootLayout.Unreadable("not asked for");

        public StaticLayout ReadStatics() => StaticLayout.Unreadable("");

        public string?[] ResolveFields(IReadOnlyList<FieldPlace> places) => new string?[places.Count];

        public ulong[] ResolveLoaders(IReadOnlyList<ulong> methodTables) => new ulong[methodTables.Count];

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
