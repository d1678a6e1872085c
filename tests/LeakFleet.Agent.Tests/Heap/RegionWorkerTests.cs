using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Tests.Heap;

/// <summary>The object loop on memory made by hand, shapes that no runtime makes among them.</summary>
public sealed class RegionWorkerTests
{
    private static readonly (ulong Pointer, ulong Limit)[] None = [];

    [Theory]
    [InlineData(4096)]
    [InlineData(8192)]
    [InlineData(1 << 20)]
    public void EveryObjectIsCountedInItsTypeHoweverChunksCutTheRegion(int chunkBytes)
    {
        var heap = new SyntheticHeap();
        var small = heap.Type(24);
        var text = heap.Type(22, 2);
        var array = heap.Type(24, 8);
        var expected = new Dictionary<ulong, (long Count, long Bytes)>();
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var count = (uint)random.Next(random.Next(100) == 0 ? 3000 : 20);
            var (type, bytes) = random.Next(3) switch
            {
                0 => (small, 24),
                1 => (text, 22 + (int)count * 2 + 7 & ~7),
                _ => (array, 24 + (int)count * 8),
            };
            heap.Add(type, bytes, count);
            var sum = expected.GetValueOrDefault(type);
            expected[type] = (sum.Count + 1, sum.Bytes + bytes);
        }

        var (tally, counts) = Read(heap, HeapPlace.Gen2, None, new HeapWalkOptions { ChunkBytes = chunkBytes });

        Assert.Null(tally.Failure);
        Assert.Equal(heap.End - SyntheticHeap.RegionStart, tally.BytesDecoded);
        Assert.Equal(expected.OrderBy(e => e.Key), counts.OrderBy(e => e.Key));
    }

    [Fact]
    public void TheCollectorsMarksInTheLowBitsAreNotPartOfAMethodTable()
    {
        var heap = new SyntheticHeap();
        var type = heap.Type(32);
        for (var marks = 0UL; marks < 8; marks++) heap.Add(type | marks, 32);

        Assert.Equal(8, Read(heap, HeapPlace.Gen2).Counts[type].Count);
    }

    [Theory]
    [InlineData((int)HeapPlace.Gen1)]
    [InlineData((int)HeapPlace.Gen2)]
    [InlineData((int)HeapPlace.Frozen)]
    public void AZeroWordWhereNothingIsAllocatedIsAFault(int place)
    {
        var heap = new SyntheticHeap();
        var type = heap.Type(24);
        heap.Add(type, 24);
        heap.Word(0);
        heap.Add(type, 24);

        var (tally, counts) = Read(heap, (HeapPlace)place);

        Assert.Equal(SkipReason.BadMethodTable, tally.Failure);
        Assert.Equal(24UL, tally.BytesDecoded);
        Assert.Equal(1, counts[type].Count);
    }

    [Fact]
    public void AThreadsPieceOfTheHeapIsSkippedWithTheRoomBehindIt()
    {
        var heap = new SyntheticHeap();
        var type = heap.Type(24);
        heap.Add(type, 24);
        var pointer = heap.End;
        // What lies in the piece is not looked at: a thread may be writing there.
        for (var i = 0; i < 100; i++) heap.Word(i == 0 ? 0UL : 0xdead);
        var limit = heap.End;
        for (var i = 0; i < 3; i++) heap.Word(0);
        heap.Add(type, 24);

        var (tally, counts) = Read(heap, HeapPlace.Gen0, [(pointer, limit)]);

        Assert.Null(tally.Failure);
        Assert.Equal(2, counts[type].Count);
    }

    [Fact]
    public void ObjectsThatAThreadHasMadeSinceItsPieceWasNotedAreCounted()
    {
        var heap = new SyntheticHeap();
        var type = heap.Type(24);
        var pointer = heap.End;
        heap.Add(type, 24);
        heap.Add(type, 24);
        for (var i = 0; i < 50; i++) heap.Word(0);
        var limit = heap.End;
        for (var i = 0; i < 3; i++) heap.Word(0);

        var (tally, counts) = Read(heap, HeapPlace.Gen0, [(pointer, limit)]);

        Assert.Null(tally.Failure);
        Assert.Equal(2, counts[type].Count);
    }

    [Fact]
    public void APieceHandedOutAfterTheContextsWereNotedIsSkippedToTheNextObject()
    {
        var heap = new SyntheticHeap();
        var before = heap.Type(24);
        var after = heap.Type(40);
        heap.Add(before, 24);
        for (var i = 0; i < 1000; i++) heap.Word(0);
        // The next object's header: its lock word, in the upper half of the word before it.
        heap.Word(0x1234_5678UL << 32);
        heap.Add(after, 40);
        for (var i = 0; i < 1000; i++) heap.Word(0);
        heap.Add(before, 24);
        for (var i = 0; i < 7; i++) heap.Word(0);

        var (tally, counts) = Read(heap, HeapPlace.Gen0);

        Assert.Null(tally.Failure);
        Assert.Equal((2, 48), counts[before]);
        Assert.Equal((1, 40), counts[after]);
    }

    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(100u)]
    public void AnArrayThatReachesBeyondItsRegionIsAFault(uint components)
    {
        var heap = new SyntheticHeap();
        var type = heap.Type(24, ushort.MaxValue);
        heap.Add(type, 24, components);
        heap.Add(type, 24);

        Assert.Equal(SkipReason.BadSize, Read(heap, HeapPlace.Gen2).Tally.Failure);
    }

    [Theory]
    [InlineData(0u, 0)]
    [InlineData(8u, 0)]
    [InlineData(16u, 2)]
    [InlineData(0xffff_fff8u, 0)]
    public void AMethodTableThatCannotBeIsAFault(uint baseSize, int componentSize)
    {
        var heap = new SyntheticHeap();
        heap.Add(heap.Type(baseSize, (ushort)componentSize), 24);

        Assert.Equal(SkipReason.BadMethodTable, Read(heap, HeapPlace.Gen2).Tally.Failure);
    }

    [Theory]
    [InlineData(SyntheticHeap.RegionStart)]
    [InlineData(0x10UL)]
    [InlineData(0xffff_8000_0000_0000UL)]
    [InlineData(0x4141_4141_4141_4140UL)]
    public void AWordThatPointsToItselfOrNowhereIsAFault(ulong word)
    {
        var heap = new SyntheticHeap();
        heap.Add(word, 64);

        Assert.Equal(SkipReason.BadMethodTable, Read(heap, HeapPlace.Gen2).Tally.Failure);
    }

    [Fact]
    public void WhatWasDecodedBeforeUnmappedMemoryCounts()
    {
        var heap = new SyntheticHeap();
        var type = heap.Type(24);
        for (var i = 0; i < 1000; i++) heap.Add(type, 24);
        heap.MappedUntil = SyntheticHeap.RegionStart + 500 * 24;

        var (tally, counts) = Read(heap, HeapPlace.Gen2);

        Assert.Equal(SkipReason.Unmapped, tally.Failure);
        Assert.InRange(counts[type].Count, 499, 500);
    }

    [Fact]
    public void MoreTypesThanTheLimitAreAFaultAndManyTypesAreNot()
    {
        var heap = new SyntheticHeap();
        var types = Enumerable.Range(0, 20_000).Select(_ => heap.Type(24)).ToList();
        foreach (var type in types) heap.Add(type, 24);
        foreach (var type in types) heap.Add(type, 24);

        var (tally, counts) = Read(heap, HeapPlace.Gen2);
        Assert.Null(tally.Failure);
        Assert.Equal(types.Count, counts.Count);
        Assert.All(counts.Values, sum => Assert.Equal((2, 48), sum));
        Assert.Equal(SkipReason.TooManyTypes, Read(heap, HeapPlace.Gen2, None, new HeapWalkOptions { TypesMax = 1000 }).Tally.Failure);
    }

    [Fact]
    public void WhereRowsWouldBecomeTooManyARegionIsLeftOutWholeAndTheNextIsCountedAsEver()
    {
        var heap = new SyntheticHeap();
        for (var i = 0; i < 60; i++) heap.Add(heap.Type(24), 24);
        var few = new HeapRegion(SyntheticHeap.RegionStart, SyntheticHeap.RegionStart + 30 * 24, HeapPlace.Gen2);
        using var worker = new RegionWorker(heap.Read, SyntheticHeap.FreeMethodTable, new HeapWalkOptions(), rowsMax: 100);

        var first = Read(heap.Region(HeapPlace.Gen2));
        var tooMany = Read(heap.Region(HeapPlace.Gen2));
        var last = Read(few);

        Assert.Equal((null, 0..60), (first.Failure, first.Rows));
        Assert.Equal((SkipReason.TooManyTypes, 0..0, 0UL), (tooMany.Failure, tooMany.Rows, tooMany.BytesDecoded));
        Assert.Equal((null, 60..90), (last.Failure, last.Rows));
        Assert.All(worker.Rows, row => Assert.Equal((1U, 24UL), (row.Count, row.Bytes)));

        RegionTally Read(HeapRegion region) => worker.Read(region, new AllocationContexts([]), Deadline.In(60_000), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void ATypeThatTookTheMemoryOfAnUnloadedOneIsCountedByItsOwnSize()
    {
        var heap = new SyntheticHeap();
        var (reused, freed) = (heap.Type(24), heap.Type(24));
        for (var i = 0; i < 20; i++) heap.Add(i % 2 == 0 ? reused : freed, 24);
        using var worker = new RegionWorker(heap.Read, SyntheticHeap.FreeMethodTable, new HeapWalkOptions(), rowsMax: 1000);
        Assert.Null(Read().Failure);

        heap.Retype(reused, module: 0x7f80_0000_2000, baseSize: 48);
        heap.Retype(freed, module: 0, baseSize: 0);
        for (var i = 0; i < 10; i++) BitConverter.TryWriteBytes(heap.Objects[(i * 48)..], reused);
        worker.Types.Refresh();
        var tally = Read();

        Assert.Equal((null, 1), (tally.Failure, tally.Rows.End.Value - tally.Rows.Start.Value));
        Assert.Equal((10U, 480UL), (worker.Rows[^1].Count, worker.Rows[^1].Bytes));
        Assert.Equal(0x7f80_0000_2000UL, worker.Types.Types[worker.Rows[^1].TypeId].Header.Module);
        BitConverter.TryWriteBytes(heap.Objects, freed);
        Assert.Equal(SkipReason.BadSize, Read().Failure);

        RegionTally Read() => worker.Read(heap.Region(HeapPlace.Gen2), new AllocationContexts([]), Deadline.In(60_000), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void DamagedMemoryNeverStopsTheLoopNorCountsMoreThanThereIs()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var heap = new SyntheticHeap();
            var types = new[] { heap.Type(24), heap.Type(22, 2), heap.Type(24, 8), heap.Type(120) };
            for (var i = 0; i < 500; i++)
            {
                var count = (uint)random.Next(10);
                var kind = random.Next(4);
                heap.Add(types[kind], kind switch { 0 => 24, 1 => 22 + (int)count * 2 + 7 & ~7, 2 => 24 + (int)count * 8, _ => 120 }, count);
            }
            for (var i = random.Next(1, 40); i > 0; i--)
            {
                var at = random.Next(heap.Objects.Length / 8) * 8;
                var word = random.Next(4) switch
                {
                    0 => 0UL,
                    1 => (ulong)random.NextInt64(),
                    2 => SyntheticHeap.RegionStart + (ulong)random.Next(heap.Objects.Length),
                    _ => types[random.Next(4)] + (ulong)random.Next(-64, 64),
                };
                BitConverter.TryWriteBytes(heap.Objects[at..], word);
            }

            foreach (var place in Enum.GetValues<HeapPlace>())
            {
                var contexts = new[] { (SyntheticHeap.RegionStart + 800, SyntheticHeap.RegionStart + (ulong)random.Next(0, 40_000)) };
                var (tally, counts) = Read(heap, place, contexts, new HeapWalkOptions { ChunkBytes = 4096 });
                Assert.InRange(counts.Values.Sum(sum => sum.Bytes), 0, heap.Objects.Length);
                Assert.InRange(tally.BytesDecoded, 0UL, (ulong)heap.Objects.Length);
            }
        }
    }

    private static (RegionTally Tally, Dictionary<ulong, (long Count, long Bytes)> Counts) Read(SyntheticHeap heap, HeapPlace place) =>
        Read(heap, place, None);

    private static (RegionTally Tally, Dictionary<ulong, (long Count, long Bytes)> Counts) Read(
        SyntheticHeap heap, HeapPlace place, (ulong Pointer, ulong Limit)[] contexts, HeapWalkOptions? options = null)
    {
        using var worker = new RegionWorker(heap.Read, SyntheticHeap.FreeMethodTable, options ?? new HeapWalkOptions(), (options ?? new HeapWalkOptions()).RowsMax);
        var tally = worker.Read(heap.Region(place), new AllocationContexts(contexts), Deadline.In(60_000), TestContext.Current.CancellationToken);
        return (tally, worker.Rows.ToDictionary(row => worker.Types.Types[row.TypeId].MethodTable, row => ((long)row.Count, (long)row.Bytes)));
    }
}
