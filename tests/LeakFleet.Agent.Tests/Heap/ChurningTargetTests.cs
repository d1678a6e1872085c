using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Heap.Isolation;
using LeakFleet.Agent.Tests.Heap.Shapes;

namespace LeakFleet.Agent.Tests.Heap;

/// <summary>A target that allocates and collects as fast as it can.</summary>
[Collection(typeof(Alone))]
public sealed class ChurningTargetTests
{
    [Theory, MemberData(nameof(HeapWalkerTests.HeapShapes), MemberType = typeof(HeapWalkerTests))]
    public void UnchangedTypesAreExactInEveryWalk(string shape) => Walk(shape, objects: 300_000, walks: 20, DacMode.SameRuntime);

    [Theory, InlineData("DOTNET_gcServer=0"), InlineData("DOTNET_gcServer=1;DOTNET_GCHeapCount=2"), InlineData("DOTNET_GCName=libclrgc.so")]
    public void UnchangedTypesAreExactInEveryWalkWithAHelper(string shape) => Walk(shape, objects: 100_000, walks: 10, DacMode.Isolated);

    [Theory]
    [InlineData("net8.0", "DOTNET_gcServer=0")]
    [InlineData("net8.0", "DOTNET_gcServer=1;DOTNET_GCDynamicAdaptationMode=1")]
    [InlineData("net9.0", "DOTNET_gcServer=0")]
    [InlineData("net9.0", "DOTNET_gcServer=1;DOTNET_GCDynamicAdaptationMode=1")]
    public void UnchangedTypesAreExactInEveryWalkOfEarlierRuntimes(string framework, string shape) =>
        Walk(HeapTargetProcess.Start([SelfContainedTarget.ProgramFor(framework)], 100_000, shape.Split(';')), walks: 10, DacMode.Isolated);

    private static void Walk(string shape, int objects, int walks, DacMode mode) => Walk(HeapTargetProcess.Start(objects, shape.Split(';')), walks, mode);

    private static void Walk(HeapTargetProcess started, int walks, DacMode mode)
    {
        using var target = started;
        // On a machine so crowded that target and walk hardly ever get a core, the limits of time would be at test instead.
        var options = new HeapWalkOptions
        {
            DacMode = mode,
            WalkMillisecondsMax = 600_000,
            CollectionWaitMillisecondsMax = 300_000,
            Isolation = new IsolationOptions { StartMillisecondsMax = 300_000, CallMillisecondsMax = 300_000 },
        };
        using var walker = new HeapWalker(target.Pid, options);
        var built = BuiltTypes.CountedIn(target.Pid);
        Assert.Null(built.Difference(walker.Walk(TestContext.Current.CancellationToken)));
        target.Ask($"churn {Environment.ProcessorCount}");

        for (var i = 0; i < walks; i++)
        {
            if (built.Difference(walker.Walk(TestContext.Current.CancellationToken)) is { } difference) Assert.Fail($"walk {i}: {difference}");
        }
    }
}
