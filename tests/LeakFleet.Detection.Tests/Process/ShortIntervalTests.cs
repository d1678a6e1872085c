namespace LeakFleet.Detection.Tests;

/// <summary>A small program of which a histogram is taken each two and a half seconds, as a demonstration does.</summary>
public sealed class ShortIntervalTests
{
    private const long Start = 1_700_000_000_000;

    private const int Interval = 2500;

    private static readonly string[] Names = ["Demo.Order", "System.String", "System.Object[]", "System.Int32[]"];

    [Fact]
    public void AProgramOfWhichNearlyAllTypesBelongToItsLeakIsToldWithinAMinuteAndAHalf() =>
        Assert.InRange(FirstShownSeconds(DetectionOptions.ForInterval(TimeSpan.FromMilliseconds(Interval))), 30, 90);

    [Fact]
    public void WithoutAnyOtherTypeToCompareWithLoadWouldExplainItFarLonger()
    {
        var options = DetectionOptions.ForInterval(TimeSpan.FromMilliseconds(Interval));
        options.UnexplainedShareMin = new DetectionOptions().UnexplainedShareMin;
        Assert.Equal(double.PositiveInfinity, FirstShownSeconds(options));
    }

    [Theory]
    [InlineData(2.5, 0)]
    [InlineData(149, 0)]
    [InlineData(150, 0.25)]
    [InlineData(300, 0.25)]
    public void TheOtherTypesAreAskedOnceTheShortestSpanIsTheUsualOne(double seconds, double share) =>
        Assert.Equal(share, DetectionOptions.ForInterval(TimeSpan.FromSeconds(seconds)).UnexplainedShareMin);

    /// <summary>Within three minutes; infinite when nothing is shown.</summary>
    private static double FirstShownSeconds(DetectionOptions options)
    {
        var (trend, judge, recent) = (new ProcessTrend(256, options), new ProcessJudge(options), new RecentJudge(options));
        for (var i = 0; i < 72; i++)
        {
            var time = Start + i * Interval;
            if (trend.ClosesBucket(time)) judge.Judge(trend, isTotals: false, Start);
            else if (trend.ClosesStep(time)) recent.Judge(trend, Start);
            if (trend.Types.Any(type => type.IsLeaking)) return i * Interval / 1000.0;
            trend.Begin(time);
            for (var type = 0; type < Names.Length; type++) trend.Add(Names[type], "Demo", 1_000_000 + (type < 3 ? i * 40_000 / (type + 1) : 0), 1000);
            trend.End(absentMeansNone: true);
        }

        return double.PositiveInfinity;
    }
}
