using LeakFleet.Agent.Watching;

namespace LeakFleet.Agent.Tests.Watching;

public sealed class WalkSharesTests
{
    [Theory]
    [InlineData(1.0, new[] { 0.1, 0.2, 0.3 }, 0.5)]
    [InlineData(1.0, new[] { 0.1, 0.9, 0.8 }, 0.45)]
    [InlineData(0.3, new[] { 1.0, 1.0, 1.0 }, 0.1)]
    [InlineData(1.0, new[] { 5.0 }, 0.5)]
    [InlineData(1.0, new double[0], 0.5)]
    public void TheLevelIsWhatTheMostExpensiveAreLeftWith(double share, double[] wanted, double level) =>
        Assert.Equal(level, WalkShares.Level(wanted, share, shareMaxOfOne: 0.5), 9);

    [Fact]
    public void WhatIsGivenIsNeverMoreThanTheShare()
    {
        var random = new Random(1);
        for (var run = 0; run < 1_000; run++)
        {
            var wanted = Enumerable.Range(0, random.Next(1, 60)).Select(_ => Math.Pow(10, -4 * random.NextDouble())).ToArray();
            var level = WalkShares.Level([.. wanted], 0.01, 0.005);
            Assert.True(wanted.Sum(w => Math.Min(w, level)) <= 0.01 * (1 + 1e-9));
        }
    }
}
