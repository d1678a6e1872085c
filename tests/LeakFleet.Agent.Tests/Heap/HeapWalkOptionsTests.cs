using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Tests.Heap;

public sealed class HeapWalkOptionsTests
{
    [Fact]
    public void TheDefaultsAreValid() => Assert.Empty(new HeapWalkOptions().Validate());

    [Fact]
    public void AllFaultsAreToldTogether()
    {
        var options = new HeapWalkOptions { ChunkBytes = 5000, RoundsMax = 0, TypesMax = -1, DacMode = (DacMode)99 };

        Assert.Equal(4, options.Validate().Count);
        Assert.Throws<ArgumentException>(() => new HeapWalker(1, options));
    }
}
