using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Tests.Heap;

public sealed class HeapWalkerTests
{
    private const int Objects = 300_000;

    /// <summary>The walk itself is at test here, on the agent's own runtime; where the library runs is tested in Isolation.</summary>
    private static readonly HeapWalkOptions InProcess = new() { DacMode = DacMode.SameRuntime };

    public static TheoryData<string> HeapShapes => new(
        "DOTNET_gcServer=0",
        "DOTNET_gcConcurrent=0",
        "DOTNET_gcServer=1;DOTNET_GCHeapCount=2",
        "DOTNET_gcServer=1;DOTNET_GCDynamicAdaptationMode=0;DOTNET_GCHeapCount=2",
        "DOTNET_gcServer=1;DOTNET_GCDynamicAdaptationMode=1",
        "DOTNET_GCName=libclrgc.so",
        "DOTNET_GCName=libclrgc.so;DOTNET_gcServer=1;DOTNET_GCHeapCount=2",
        "DOTNET_GCConserveMemory=5",
        "DOTNET_GCHeapHardLimit=0x10000000");

    [Theory, MemberData(nameof(HeapShapes))]
    public void AQuietHeapIsCountedExactly(string shape)
    {
        using var target = HeapTargetProcess.Start(Objects, shape.Split(';'));
        using var walker = new HeapWalker(target.Pid, InProcess);
        // The program is idle, its runtime is not quite: a timer of its own may allocate between the two counts.
        using var stop = new StoppedProcess(target.Pid);

        var walk = walker.Walk(TestContext.Current.CancellationToken);

        Assert.Null(walk.Trouble);
        var (types, freeBytes) = SuspendedCount.Of(target.Pid);
        Assert.Equal(types, SuspendedCount.Of(walk.Histogram!));
        Assert.Equal(freeBytes, walk.Histogram!.FreeBytes);
        Assert.True(walk.Histogram.TotalCounts is { Gen2: > Objects / 2, Large: > 10, Pinned: > 100, Frozen: > 0 }, $"{walk.Histogram.TotalCounts}");
        Assert.Equal(0, walk.Histogram.Completeness.RegionsSkipped);
    }

    [Fact]
    public void WhatAWalkHadNoTimeForIsToldAsThat()
    {
        using var target = HeapTargetProcess.Start(Objects, []);
        using var walker = new HeapWalker(target.Pid, new HeapWalkOptions { DacMode = DacMode.SameRuntime, WalkMillisecondsMax = 1 });
        using var stop = new StoppedProcess(target.Pid);

        var completeness = walker.Walk(TestContext.Current.CancellationToken).Histogram!.Completeness;

        Assert.True(completeness.RegionsSkipped > 0);
        Assert.Equal([SkipReason.TimeLimit], completeness.Skipped.Keys);
    }

    [Fact]
    public void AHistogramTellsTheCollectionThatItFollows()
    {
        using var target = HeapTargetProcess.Start(1000, []);
        using var walker = new HeapWalker(target.Pid, InProcess);
        var first = walker.Walk(TestContext.Current.CancellationToken).Histogram!.CollectionIndex;
        // The program collects twice before it says that it is ready.
        Assert.True(first >= 2, $"{first}");

        target.Ask("collect");

        Assert.Equal(first + 1, walker.Walk(TestContext.Current.CancellationToken).Histogram!.CollectionIndex);
    }

    [Fact]
    public void AProcessThatIsNotDotnetIsTrouble()
    {
        using var process = System.Diagnostics.Process.Start("sleep", "60");
        using var walker = new HeapWalker(process.Id, InProcess);

        var walk = walker.Walk(TestContext.Current.CancellationToken);

        process.Kill();
        Assert.Null(walk.Histogram);
        Assert.Equal(HeapTrouble.NotDotnet, walk.Trouble);
    }

    [Fact]
    public void AProcessThatHasExitedIsTrouble()
    {
        using var target = HeapTargetProcess.Start(1000, []);
        using var walker = new HeapWalker(target.Pid, InProcess);
        Assert.Null(walker.Walk(TestContext.Current.CancellationToken).Trouble);
        target.Kill();

        Assert.Equal(HeapTrouble.Exited, walker.Walk(TestContext.Current.CancellationToken).Trouble);
    }

    [Theory, InlineData(DacMode.SameRuntime, 20, 20_000), InlineData(DacMode.Isolated, 6, 2_000_000)]
    public async Task ATargetKilledInTheMiddleOfAWalkIsTrouble(DacMode mode, int rounds, int spins)
    {
        for (var delay = 0; delay < rounds; delay++)
        {
            using var target = HeapTargetProcess.Start(50_000, []);
            using var walker = new HeapWalker(target.Pid, new HeapWalkOptions { DacMode = mode });
            Assert.Null(walker.Walk(TestContext.Current.CancellationToken).Trouble);

            // Each round a little later in the walk. Whether the kill comes before its end is left to chance; that no exception comes is not.
            var kill = Task.Run(() =>
            {
                Thread.SpinWait(delay * spins);
                target.Kill();
            }, TestContext.Current.CancellationToken);
            HeapWalk last;
            do last = walker.Walk(TestContext.Current.CancellationToken);
            while (last.Histogram is not null);
            await kill;
            Assert.Equal(HeapTrouble.Exited, last.Trouble);
        }
    }

    [Fact]
    public void AWalkTellsTheProcessorTimeOfAllItsThreads()
    {
        using var target = HeapTargetProcess.Start(Objects, []);
        using var walker = new HeapWalker(target.Pid, InProcess);
        Assert.Equal(TimeSpan.Zero, walker.CpuUsed);

        var before = Environment.CpuUsage.TotalTime;
        Assert.Null(walker.Walk(TestContext.Current.CancellationToken).Trouble);
        var first = walker.CpuUsed;
        // Other tests run beside this one: the whole process's time is an upper bound. Clocks tick in up to 10 ms.
        Assert.InRange(first, TimeSpan.FromMilliseconds(1), Environment.CpuUsage.TotalTime - before + TimeSpan.FromMilliseconds(20));

        Assert.Null(walker.Walk(TestContext.Current.CancellationToken).Trouble);
        Assert.True(walker.CpuUsed > first);
    }
}
