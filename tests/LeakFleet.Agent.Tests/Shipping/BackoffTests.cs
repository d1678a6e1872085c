using LeakFleet.Agent.Shipping;

namespace LeakFleet.Agent.Tests.Shipping;

public sealed class BackoffTests
{
    [Fact]
    public void TheBoundDoublesToItsMaximumAndStartsOverAfterAReset()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(30), new Largest());
        double[] bounds = [0.5, 1, 2, 4, 8, 16, 30, 30];
        foreach (var bound in bounds) Assert.Equal(bound, backoff.Next().TotalSeconds, 3);
        backoff.Reset();
        Assert.Equal(0.5, backoff.Next().TotalSeconds, 3);
    }

    [Fact]
    public void WaitsAreSpreadOverTheWholeBound()
    {
        var waits = Enumerable.Range(0, 1000)
            .Select(seed => new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), new Random(seed)).Next().TotalSeconds).ToArray();
        Assert.InRange(waits.Min(), 0, 0.05);
        Assert.InRange(waits.Max(), 0.95, 1);
        Assert.InRange(waits.Average(), 0.4, 0.6);
    }

    private sealed class Largest : Random
    {
        public override double NextDouble() => 0.999_999_9;
    }
}
