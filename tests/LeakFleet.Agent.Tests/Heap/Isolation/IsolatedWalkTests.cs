using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Heap.Isolation;

namespace LeakFleet.Agent.Tests.Heap.Isolation;

public sealed class IsolatedWalkTests
{
    [Fact]
    public void AQuietHeapIsTheSameFromInsideAndOutsideTheAgent()
    {
        using var target = HeapTargetProcess.Start(100_000, []);
        using var isolated = new HeapWalker(target.Pid, new HeapWalkOptions());
        using var inProcess = new HeapWalker(target.Pid, new HeapWalkOptions { DacMode = DacMode.SameRuntime });

        var outside = isolated.Walk(TestContext.Current.CancellationToken);
        var inside = inProcess.Walk(TestContext.Current.CancellationToken);

        Assert.Null(outside.Trouble);
        Assert.Null(inside.Trouble);
        Assert.Equal(inside.Histogram!.Types, outside.Histogram!.Types);
        Assert.Equal(inside.Histogram.FreeBytes, outside.Histogram.FreeBytes);
        Assert.Equal(inside.Histogram.Completeness.BytesRead, outside.Histogram.Completeness.BytesRead);
        Assert.True(isolated.CpuUsed > inProcess.CpuUsed, "the helper's processor time is not counted");
    }

    [Fact]
    public void AHelperAnswersForAsLongAsItIsAsked()
    {
        using var target = HeapTargetProcess.Start(1000, []);
        using var inspection = SandboxTests.OpenHelper(target.Pid);
        // Enough for the helper's own heap to be collected many times.
        for (var i = 0; i < 1000; i++)
        {
            if (inspection.ReadLayout().Trouble is { } trouble) Assert.Fail($"layout {i}: {trouble}");
        }
    }

    [Fact]
    public void AHelperThatIsKilledIsTroubleAndStaysIt()
    {
        using var target = HeapTargetProcess.Start(1000, []);
        using var inspection = SandboxTests.OpenHelper(target.Pid);
        Assert.Null(inspection.ReadLayout().Trouble);
        using (var helper = System.Diagnostics.Process.GetProcessById(inspection.HelperPid)) helper.Kill();

        Assert.Equal(HelperTrouble.Broken, inspection.ReadLayout().Trouble);
        Assert.Equal(HelperTrouble.Broken, inspection.Trouble);
        Assert.Equal(HelperTrouble.Broken, inspection.ReadLayout().Trouble);
        Assert.Equal([null, null], inspection.Resolve([0x7000_0000_0000, 0x7000_0000_1000]));
        Assert.True(inspection.HasBrokenOff);
        Assert.True(inspection.CpuElsewhere > TimeSpan.Zero, "a helper that has ended costs nothing");
    }

    [Fact]
    public void ACancelledWalkLeavesNoHelper()
    {
        using var target = HeapTargetProcess.Start(1000, []);
        using var walker = new HeapWalker(target.Pid, new HeapWalkOptions());

        Assert.Throws<OperationCanceledException>(() => walker.Walk(new CancellationToken(canceled: true)));
    }
}
