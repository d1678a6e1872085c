using LeakFleet.Agent.Watching;

namespace LeakFleet.Agent.Tests.Watching;

public sealed class WalkCostTests
{
    private readonly WalkCost _cost = new();

    [Fact]
    public void BeforeTheFirstWalkTheSizeDecides() => Assert.InRange(_cost.Estimate(1_000_000_000), 0.5, 2);

    [Fact]
    public void TheEstimateFollowsWhatWalksCost()
    {
        _cost.Measured(1.0, 100);
        Assert.Equal(1.0, _cost.Estimate(100), 6);
        for (var i = 0; i < 10; i++) _cost.Measured(0.2, 100);
        Assert.Equal(0.2, _cost.Estimate(100), 2);
    }

    [Fact]
    public void AHeapThatHasDoubledCostsTwice()
    {
        _cost.Measured(0.3, 100);
        Assert.Equal(0.6, _cost.Estimate(200), 6);
        Assert.Equal(0.3, _cost.Estimate(0), 6);
    }
}
