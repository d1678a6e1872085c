namespace LeakFleet.Detection.Tests;

public sealed class JointGrowthTests
{
    private const double Heap = 1_000_000_000;
    private const double FromStart = 0;

    private static readonly DetectionOptions Options = new();

    [Theory]
    [InlineData(20, 0.005, true)]
    [InlineData(20, 0.002, false)]
    [InlineData(10, 0.01, false)]
    [InlineData(2, 0.05, false)]
    public void WhatLoadMayExplainIsToldOnlyOnceItOutlastsTheRiseOfADay(double hours, double sharePerHour, bool isEnough)
    {
        var joint = new JointGrowth(hours, Heap * sharePerHour, UnexplainedBytes: 0, QuietHours: 24);
        Assert.Equal(isEnough, joint.IsEnough(Heap * (1 + hours * sharePerHour), isTold: false, Options));
    }

    [Theory]
    [InlineData(10, 0.01, FromStart, true)]
    [InlineData(6, 0.01, FromStart, false)]
    [InlineData(2, 0.05, FromStart, true)]
    [InlineData(6, 0.01, 5, true)]
    [InlineData(1, 0.05, 5, true)]
    [InlineData(1, 0.01, 5, false)]
    public void WhatLoadDoesNotExplainIsToldSoonAndAtOnceAfterAQuietTime(double hours, double sharePerHour, double quietHours, bool isEnough)
    {
        var joint = new JointGrowth(hours, Heap * sharePerHour, Heap * hours * sharePerHour, quietHours);
        Assert.Equal(isEnough, joint.IsEnough(Heap * (1 + hours * sharePerHour), isTold: false, Options));
    }

    [Fact]
    public void WhatIsToldStaysSoAtHalfOfWhatIsAsked()
    {
        var joint = new JointGrowth(18, Heap * 0.002, 0, FromStart);
        Assert.False(joint.IsEnough(Heap * 1.036, isTold: false, Options));
        Assert.True(joint.IsEnough(Heap * 1.036, isTold: true, Options));
    }

    [Fact]
    public void NothingThatGrowsIsNotEnough() => Assert.False(JointGrowth.None.IsEnough(Heap, isTold: false, Options));
}
