using LeakFleet.Agent.Heap.Isolation;

namespace LeakFleet.Agent.Tests.Heap.Isolation;

public sealed class IsolationOptionsTests
{
    [Theory]
    [InlineData(-1, 128)]
    [InlineData(1024, 128)]
    [InlineData(150, 102)]
    [InlineData(128, 80)]
    [InlineData(100, 64)]
    [InlineData(16, 64)]
    public void AHelperMayUseWhatTheAgentLeavesOfTheirLimit(int limitMegabytes, int megabytes)
    {
        var options = new IsolationOptions();
        options.StayWithin(limitMegabytes < 0 ? -1 : (long)limitMegabytes << 20);
        Assert.Equal(megabytes, options.MemoryMegabytesMax);
        Assert.Empty(options.Validate());
    }
}
