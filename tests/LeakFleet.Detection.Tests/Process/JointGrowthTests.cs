namespace LeakFleet.Detection.Tests;

public sealed class JointGrowthTests
{
    private const double Heap = 1_000_000_000;

    private static readonly DetectionOptions Options = new();

    [Theory]
    [InlineData(2, 0.05, true)]
    [InlineData(1, 0.03, false)]
    [InlineData(10, 0.01, false)]
    [InlineData(20, 0.005, true)]
    [InlineData(20, 0.002, false)]
    public void SlowGrowthIsToldOnceItOutlastsTheRiseOfADayAndFastGrowthAtOnce(double hours, double sharePerHour, bool isEnough)
    {
        var joint = new JointGrowth(hours, Heap * sharePerHour);
        Assert.Equal(isEnough, joint.IsEnough(Heap * (1 + hours * sharePerHour), isTold: false, Options));
    }

    [Fact]
    public void WhatIsToldStaysSoAtHalfOfWhatIsAsked()
    {
        var joint = new JointGrowth(4, Heap * 0.02);
        Assert.False(joint.IsEnough(Heap * 1.08, isTold: false, Options));
        Assert.True(joint.IsEnough(Heap * 1.08, isTold: true, Options));
    }

    [Fact]
    public void NothingThatGrowsIsNotEnough() => Assert.False(default(JointGrowth).IsEnough(Heap, isTold: false, Options));
}
