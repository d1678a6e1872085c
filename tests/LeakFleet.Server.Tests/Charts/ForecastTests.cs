using LeakFleet.Detection;
using LeakFleet.Fleet;
using LeakFleet.Server.Charts;

namespace LeakFleet.Server.Tests.Charts;

public sealed class ForecastTests
{
    private const long Hour = 3_600_000;

    private static readonly ChartSeries Usage = new("replica", "", null, false, [new Sample(0, 100e6), new Sample(Hour, 200e6)]);

    [Fact]
    public void TheFanEndsAtTheLimitAndTheChartReachesThere()
    {
        var layout = LineChartLayout.Of([Usage], forecast: new ChartForecast(Hour, 200e6, 400e6, 2, 1.5, 2.8));
        Assert.NotNull(layout.LimitY);
        Assert.Contains("80 % interval: 1 h 30 min to 2 h 48 min", layout.Forecast!.Title);
        // From the last sample, a quarter of the way, to where 2.8 hours are.
        Assert.StartsWith("M263.2 ", layout.Forecast.Fan);
        Assert.Contains("L1000 ", layout.Forecast.Fan);
        Assert.EndsWith("Z", layout.Forecast.Fan);
        Assert.Contains("is reached in 2 h", layout.Description);
    }

    [Fact]
    public void AFanThatMayNeverEndStaysOpenAndIsNotDrawnForAYear()
    {
        var layout = LineChartLayout.Of([Usage], forecast: new ChartForecast(Hour, 200e6, 400e6, 1e6, 10, null));
        Assert.Contains("to never", layout.Forecast!.Title);
        Assert.DoesNotContain("NaN", layout.Forecast.Fan);
        Assert.DoesNotContain("∞", layout.Forecast.Fan);
    }

    [Fact]
    public void ALeakIsDrawnByTheAgeOfItsProcess()
    {
        var layout = LineChartLayout.Of([Usage with { Points = [new Sample(0, 1e6), new Sample(2 * Hour, 2e6)] }], time: ChartTime.Age);
        Assert.Equal("0", layout.TimeTicks[0].Label);
        Assert.Contains(layout.TimeTicks, t => t.Label == "1 h");
        Assert.EndsWith("at an age of 2 h", layout.Lines[0].Points[^1].Title);
    }

    [Fact]
    public void PausesBeginAtZero()
    {
        var layout = LineChartLayout.Of([Usage with { Points = [new Sample(0, 1.4), new Sample(Hour, 1.5)] }], unit: ChartUnit.Milliseconds);
        Assert.Equal("0", layout.ValueTicks[0].Label);
        Assert.EndsWith(" ms", layout.ValueTicks[^1].Label);
        Assert.Contains("1.40 ms at", layout.Lines[0].Points[0].Title);
    }

    [Fact]
    public void VersionsLieOnOneScale()
    {
        var layout = IntervalLayout.Of([new VersionTrend("1", 0, false, 0, -10e6, 10e6), new VersionTrend("2", 0, true, 30e6, 28e6, 32e6), new VersionTrend("3", 0, null, null, null, null)]);
        Assert.InRange(layout.Rows[0].AtPercent!.Value, layout.ZeroPercent - 0.01, layout.ZeroPercent + 0.01);
        Assert.True(layout.Rows[1].LowPercent > layout.Rows[0].HighPercent);
        Assert.Null(layout.Rows[2].AtPercent);
        Assert.False(IntervalLayout.Of([new VersionTrend("3", 0, null, null, null, null)]).IsAnyKnown);
    }
}
