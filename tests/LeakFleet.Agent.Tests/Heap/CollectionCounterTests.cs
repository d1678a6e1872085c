using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Tests.Heap;

public sealed class CollectionCounterTests
{
    private const ulong Module = 0x7f00_0000_0000;

    [Theory, MemberData(nameof(HeapWalkerTests.HeapShapes), MemberType = typeof(HeapWalkerTests))]
    public void EveryCollectionOfEveryGenerationIsCounted(string shape)
    {
        using var target = HeapTargetProcess.Start(1000, shape.Split(';'));
        var memory = new ProcessMemory(target.Pid);
        var counter = new CollectionCounter(memory.Read);
        counter.Locate(TargetRuntime.Find(target.Pid, new HeapWalkOptions()).CoreClrBase);
        var before = counter.Read(out _);

        for (var i = 0; i < 5; i++) target.Ask("collect");

        Assert.Equal(before!.Value with { Gen0 = before.Value.Gen0 + 5, Gen1 = before.Value.Gen1 + 5, Gen2 = before.Value.Gen2 + 5 }, counter.Read(out var isCollecting));
        Assert.False(isCollecting);
    }

    [Fact]
    public void ACollectionUnderWayIsSeen()
    {
        using var target = HeapTargetProcess.Start(300_000, []);
        var memory = new ProcessMemory(target.Pid);
        var counter = new CollectionCounter(memory.Read);
        counter.Locate(TargetRuntime.Find(target.Pid, new HeapWalkOptions()).CoreClrBase);
        target.Ask("churn 1");

        var isCollecting = false;
        for (var deadline = Deadline.In(30_000); !isCollecting && !deadline.IsOver;) counter.Read(out isCollecting);

        Assert.True(isCollecting);
    }

    [Fact]
    public void CountsThatACollectionIsJustChangingAreReadAgain()
    {
        var counts = new ScriptedCounts();
        counts.Collect(generation: 2);
        // Gen0 as it was before that collection, the others as they are after it.
        counts.Torn.Enqueue([0, 1, 1]);

        Assert.Equal(new CollectionCounts(1, 1, 1), new CollectionCounter(counts.Read, ScriptedCounts.Words).Read(out _));
    }

    [Fact]
    public void WhereNoCollectorIsFoundThereAreNoCounts()
    {
        var counter = new CollectionCounter((_, destination) =>
        {
            destination.Clear();
            return destination.Length;
        });
        counter.Locate(Module);

        Assert.Null(counter.Read(out var isCollecting));
        Assert.False(isCollecting);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void WordsOfAHostileProcessLeadNowhereAndEnd(int seed)
    {
        using var target = HeapTargetProcess.Start(1000, []);
        var memory = new ProcessMemory(target.Pid);
        var module = TargetRuntime.Find(target.Pid, new HeapWalkOptions()).CoreClrBase;
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var reads = 0;
            var damaged = random.Next(400);
            CollectionWordsFinder.Find((address, destination) =>
            {
                var read = memory.Read(address, destination);
                // One answer is damaged, early or late, in one byte or in all.
                if (reads++ == damaged) random.NextBytes(random.Next(2) == 0 ? destination : destination.Slice(random.Next(destination.Length), 1));
                return read;
            }, module);
            Assert.InRange(reads, 1, 10_000);
        }
    }
}
