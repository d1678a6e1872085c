using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Tests.Heap.Shapes;

/// <summary>Every runtime that is supported, with every shape of heap it can have: what a walk counts is what ClrMD finds in the stopped process.</summary>
public sealed class RuntimeShapeTests
{
    private const int Objects = 50_000;

    private static readonly string[] Frameworks = ["net8.0", "net9.0", "net10.0"];

    private static readonly string[] Shapes =
    [
        "DOTNET_gcConcurrent=1",
        "DOTNET_gcConcurrent=0",
        "DOTNET_gcServer=1;DOTNET_GCHeapCount=2;DOTNET_GCDynamicAdaptationMode=0",
        "DOTNET_gcServer=1;DOTNET_gcConcurrent=0;DOTNET_GCDynamicAdaptationMode=0",
        "DOTNET_gcServer=1;DOTNET_GCDynamicAdaptationMode=1",
        "DOTNET_GCConserveMemory=7",
        "DOTNET_GCHeapHardLimit=0x8000000",
        "DOTNET_gcServer=1;DOTNET_GCHeapHardLimit=0x8000000",
        "DOTNET_GCName=libclrgc.so",
        "DOTNET_GCName=libclrgc.so;DOTNET_gcServer=1;DOTNET_GCHeapCount=2",
        "DOTNET_GCName=libclrgc.so;DOTNET_GCHeapHardLimit=0x8000000",
    ];

    public static IEnumerable<TheoryDataRow<string, string>> Matrix =>
        from framework in Frameworks from shape in Shapes select new TheoryDataRow<string, string>(framework, shape);

    [Theory, MemberData(nameof(Matrix))]
    public void AQuietHeapIsCountedExactly(string framework, string shape)
    {
        using var target = HeapTargetProcess.Start([SelfContainedTarget.ProgramFor(framework)], Objects, shape.Split(';'));
        Assert.Equal(shape.Contains("libclrgc", StringComparison.Ordinal), File.ReadAllText($"/proc/{target.Pid}/maps").Contains("/libclrgc.so", StringComparison.Ordinal));
        // Stopped already for the walk: after READY the target still prepares to read its next line, and allocates for it.
        using var stop = new StoppedProcess(target.Pid);
        using var walker = new HeapWalker(target.Pid, new HeapWalkOptions());

        var walk = walker.Walk(TestContext.Current.CancellationToken);

        Assert.Null(walk.Trouble);
        var (types, freeBytes) = SuspendedCount.Of(target.Pid);
        Assert.Equal(types, SuspendedCount.Of(walk.Histogram!));
        Assert.Equal(freeBytes, walk.Histogram!.FreeBytes);
        Assert.Equal(0, walk.Histogram.Completeness.RegionsSkipped);
        Assert.True(walk.Histogram.CollectionIndex >= 2, $"{walk.Histogram.CollectionIndex}");
        Assert.Contains(walk.Histogram.Types, type => type.Name == "HeapTarget.BuiltHeap+Order" && type.Counts.Total > Objects / 20);
    }
}
