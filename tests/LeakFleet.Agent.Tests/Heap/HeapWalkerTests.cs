using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Tests.Heap;

public sealed class HeapWalkerTests
{
    private const int Objects = 300_000;

    /// <summary>Types of the built objects: nothing else in the target makes or drops any.</summary>
    private const string BuiltTypes = "HeapTarget.BuiltHeap";

    public static TheoryData<string> HeapShapes => new(
        "DOTNET_gcServer=0",
        "DOTNET_gcConcurrent=0",
        "DOTNET_gcServer=1;DOTNET_GCHeapCount=2",
        "DOTNET_gcServer=1;DOTNET_GCDynamicAdaptationMode=0;DOTNET_GCHeapCount=2",
        "DOTNET_GCName=libclrgc.so",
        "DOTNET_GCName=libclrgc.so;DOTNET_gcServer=1;DOTNET_GCHeapCount=2",
        "DOTNET_GCConserveMemory=5",
        "DOTNET_GCHeapHardLimit=0x10000000");

    [Theory, MemberData(nameof(HeapShapes))]
    public void AQuietHeapIsCountedExactly(string shape)
    {
        using var target = HeapTargetProcess.Start(Objects, shape.Split(';'));
        using var walker = new HeapWalker(target.Pid, new HeapWalkOptions());

        var walk = walker.Walk(TestContext.Current.CancellationToken);

        Assert.Null(walk.Trouble);
        var (types, freeBytes) = SuspendedCount.Of(target.Pid);
        Assert.Equal(types, SuspendedCount.Of(walk.Histogram!));
        Assert.Equal(freeBytes, walk.Histogram!.FreeBytes.Total);
        Assert.Equal(0, walk.Histogram.Completeness.RegionsSkipped);
    }

    [Theory, MemberData(nameof(HeapShapes))]
    public void UnchangedTypesAreExactInEveryWalkWhileTheTargetAllocatesAndCollects(string shape)
    {
        using var target = HeapTargetProcess.Start(Objects, shape.Split(';'));
        using var walker = new HeapWalker(target.Pid, new HeapWalkOptions());
        var quiet = Built(walker.Walk(TestContext.Current.CancellationToken));
        target.Ask($"churn {Environment.ProcessorCount}");

        for (var i = 0; i < 20; i++) Assert.Equal(quiet, Built(walker.Walk(TestContext.Current.CancellationToken)));
    }

    private static List<KeyValuePair<string, (long, long)>> Built(HeapWalk walk)
    {
        Assert.Null(walk.Trouble);
        return SuspendedCount.Of(walk.Histogram!).Where(type => type.Key.StartsWith(BuiltTypes, StringComparison.Ordinal)).ToList();
    }
}
