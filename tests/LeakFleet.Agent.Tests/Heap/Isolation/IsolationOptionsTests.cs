using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Heap.Isolation;

namespace LeakFleet.Agent.Tests.Heap.Isolation;

public sealed class IsolationOptionsTests
{
    [Theory]
    [InlineData(-1, 128)]
    [InlineData(1024, 128)]
    [InlineData(150, 102)]
    [InlineData(128, 80)]
    [InlineData(100, 52)]
    [InlineData(92, 44)]
    public void AHelperMayUseWhatTheAgentLeavesOfTheirLimit(int limitMegabytes, int megabytes)
    {
        var options = new IsolationOptions();
        options.StayWithin(limitMegabytes < 0 ? -1 : (long)limitMegabytes << 20);
        Assert.Equal(megabytes, options.MemoryMegabytesMax);
        Assert.Empty(options.Validate());
        Assert.Null(options.Refusal);
    }

    [Theory, InlineData(91), InlineData(16), InlineData(0)]
    public void WhereTheAgentLeavesTooLittleThereAreNoHelpers(int limitMegabytes)
    {
        var options = new HeapWalkOptions();
        options.Isolation.StayWithin((long)limitMegabytes << 20);
        using var target = HeapTargetProcess.Start(1000, []);
        var (inspection, trouble) = new InspectionSource(target.Pid, new ProcessMemory(target.Pid).Read, options, new WalkCpu()).Open(TestContext.Current.CancellationToken);
        using (inspection) Assert.Null(inspection);
        Assert.Contains($"limit of {limitMegabytes} MB", trouble, StringComparison.Ordinal);
    }

    [Fact]
    public void TheCopyOfTheLibraryCountsTowardsWhatAHelperMayUse()
    {
        var options = new HeapWalkOptions();
        var request = OpenRequest.For(new TargetRuntime(0x10000, "", null), 2_401_968, options);
        Assert.Equal(options.Isolation.MemoryMegabytesMax - 3, request.MemoryMegabytesMax);
    }
}
