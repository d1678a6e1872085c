using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Tests.Heap.Hostile;

/// <summary>A target that gives back memory while it is walked.</summary>
[Collection(typeof(Alone))]
public sealed class UnmappingTargetTests
{
    private const int Walks = 12;

    [Theory]
    // Regions are taken from what can be read, segments are unmapped.
    [InlineData("DOTNET_gcConcurrent=0")]
    [InlineData("DOTNET_gcServer=1;DOTNET_GCDynamicAdaptationMode=1")]
    [InlineData("DOTNET_GCName=libclrgc.so")]
    public void WhatIsUnmappedUnderAWalkIsMissingWithAReasonAndNothingIsCountedTwice(string shape)
    {
        using var target = HeapTargetProcess.Start(100_000, shape.Split(';'));
        var built = BuiltTypes.CountedIn(target.Pid);
        using var walker = new HeapWalker(target.Pid, new HeapWalkOptions { WalkMillisecondsMax = 5_000 });
        Assert.Null(built.Difference(walker.Walk(TestContext.Current.CancellationToken)));
        target.Ask("breathe");
        for (var i = 0; i < Walks; i++)
        {
            var walk = walker.Walk(TestContext.Current.CancellationToken);
            if (walk.Histogram is { } histogram) Assert.Null(built.Excess(histogram));
            else Assert.NotEmpty(walk.Trouble!);
        }

        target.Ask("hold");
        Assert.Null(built.Difference(walker.Walk(TestContext.Current.CancellationToken)));
    }
}
