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
        var joint = new JointGrowth(hours, Heap * sharePerHour, UnexplainedBytes: 0, QuietHours: 24, PValue: 1e-9, ClearBytes: 0);
        Assert.Equal(isEnough, joint.IsEnough(Heap * (1 + hours * sharePerHour), isTold: false, Options));
    }

    [Theory]
    [InlineData(10, 0.01, FromStart, true)]
    [InlineData(6, 0.01, FromStart, false)]
    [InlineData(2, 0.05, FromStart, false)]
    [InlineData(4, 0.05, FromStart, true)]
    [InlineData(6, 0.01, 5, true)]
    [InlineData(1, 0.05, 5, true)]
    [InlineData(1, 0.01, 5, false)]
    public void WhatLoadDoesNotExplainIsToldSoonAndAtOnceAfterAQuietTime(double hours, double sharePerHour, double quietHours, bool isEnough)
    {
        var joint = new JointGrowth(hours, Heap * sharePerHour, Heap * hours * sharePerHour, quietHours, 1e-9, 0);
        Assert.Equal(isEnough, joint.IsEnough(Heap * (1 + hours * sharePerHour), isTold: false, Options));
    }

    [Theory]
    [InlineData(0.02, 1e-9, true)]
    [InlineData(0.02, 1e-4, false)]
    [InlineData(0.06, 1e-4, true)]
    public void OfLittleAfterAQuietTimeNoMoreThanAChanceInAMillionIsAccepted(double share, double pValue, bool isEnough)
    {
        var joint = new JointGrowth(1, Heap * share, Heap * share, QuietHours: 5, pValue, 0);
        Assert.Equal(isEnough, joint.IsEnough(Heap * (1 + share), isTold: false, Options));
    }

    [Fact]
    public void WhatIsToldStaysSoAtHalfOfWhatIsAsked()
    {
        var joint = new JointGrowth(18, Heap * 0.002, 0, FromStart, 1e-9, 0);
        Assert.False(joint.IsEnough(Heap * 1.036, isTold: false, Options));
        Assert.True(joint.IsEnough(Heap * 1.036, isTold: true, Options));
    }

    [Fact]
    public void NothingThatGrowsIsNotEnough() => Assert.False(JointGrowth.None.IsEnough(Heap, isTold: false, Options));
}
