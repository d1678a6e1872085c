using LeakFleet.Detection;
using LeakFleet.Server.Charts;

namespace LeakFleet.Server.Tests.Charts;

public sealed class SparklineLayoutTests
{
    [Fact]
    public void OneSampleHasNoShape()
    {
        Assert.Empty(SparklineLayout.Points([]));
        Assert.Empty(SparklineLayout.Points([new Sample(1, 1)]));
        Assert.Empty(SparklineLayout.Points([new Sample(1, 1), new Sample(2, double.NaN)]));
    }

    [Fact]
    public void AConstantIsFlatInTheMiddle() => Assert.Equal("2,11 94,11", SparklineLayout.Points([new Sample(0, 5e6), new Sample(1000, 5e6)]));

    [Fact]
    public void GrowthRunsFromBottomToTop() => Assert.Equal("2,20 94,2", SparklineLayout.Points([new Sample(0, 0), new Sample(1000, 5e6)]));

    [Fact]
    public void ThousandsOfSamplesStayShort() =>
        Assert.InRange(SparklineLayout.Points([.. Enumerable.Range(0, 5000).Select(i => new Sample(i, i % 7))]).Split(' ').Length, 20, 48);
}
