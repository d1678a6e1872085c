using LeakFleet.Detection;
using LeakFleet.Server.Charts;

namespace LeakFleet.Server.Tests.Charts;

public sealed class LineChartLayoutTests
{
    [Fact]
    public void NoSeriesAreAnEmptyChart()
    {
        Assert.True(LineChartLayout.Of([]).IsEmpty);
        Assert.True(LineChartLayout.Of([Series()]).IsEmpty);
        Assert.True(LineChartLayout.Of([Series(new Sample(1, double.NaN), new Sample(2, double.PositiveInfinity))]).IsEmpty);
    }

    [Fact]
    public void OnePointSitsInTheMiddle()
    {
        var layout = LineChartLayout.Of([Series(new Sample(1_000_000, 5_000_000))]);
        var point = Assert.Single(Assert.Single(layout.Lines).Points);
        Assert.Equal(50, point.XPercent);
        Assert.InRange(point.Y, LineChartLayout.PlotTop, LineChartLayout.PlotBottom);
        Assert.Empty(layout.TimeTicks);
    }

    [Fact]
    public void AConstantIsAFlatLineInsideTheChart()
    {
        var layout = LineChartLayout.Of([Series([.. Enumerable.Range(0, 20).Select(i => new Sample(i * 60_000, 7_000_000))])]);
        var heights = layout.Lines[0].Points.Select(p => p.Y).Distinct().ToList();
        Assert.InRange(Assert.Single(heights), LineChartLayout.PlotTop, LineChartLayout.PlotBottom);
        Assert.True(layout.ValueTicks.Count >= 2);
    }

    [Fact]
    public void ZeroIsAConstantToo() => Assert.False(LineChartLayout.Of([Series(new Sample(0, 0), new Sample(60_000, 0))]).IsEmpty);

    [Fact]
    public void AGapInTheSamplesIsAGapInTheLine()
    {
        var samples = Enumerable.Range(0, 30).Where(i => i is < 10 or > 20).Select(i => new Sample(i * 60_000, i * 1e6));
        var path = LineChartLayout.Of([Series([.. samples])]).Lines[0].Path;
        Assert.Equal(2, path.Count(c => c == 'M'));
    }

    [Fact]
    public void SamplesWithoutAGapAreOneLine()
    {
        var path = LineChartLayout.Of([Series([.. Enumerable.Range(0, 500).Select(i => new Sample(i * 60_000, i * 1e6))])]).Lines[0].Path;
        Assert.Equal(1, path.Count(c => c == 'M'));
        Assert.InRange(path.Count(c => c == 'L'), 100, 240);
    }

    [Fact]
    public void HostileNumbersStayInsideTheChart()
    {
        var layout = LineChartLayout.Of([Series(new Sample(long.MinValue, -1e300), new Sample(long.MaxValue, double.MaxValue), new Sample(0, 0))], double.MaxValue);
        Assert.All(layout.Lines[0].Points, p => Assert.InRange(p.XPercent, 0, 100));
        Assert.DoesNotContain("NaN", layout.Lines[0].Path);
        Assert.DoesNotContain("∞", layout.Lines[0].Path);
        Assert.InRange(layout.ValueTicks.Count, 1, 10);
    }

    [Fact]
    public void ALimitFarAboveDoesNotFlattenTheLines()
    {
        var series = Series(new Sample(0, 1e6), new Sample(60_000, 2e6));
        Assert.Null(LineChartLayout.Of([series], 1e9).LimitY);
        Assert.NotNull(LineChartLayout.Of([series], 3e6).LimitY);
    }

    [Fact]
    public void TheDescriptionSaysWhatTheEyeSees() => Assert.Equal(
        "Bytes from 1970-01-01 00:00:00 UTC to 1970-01-01 00:01:00 UTC. replica: from 1.00 MiB to 2.00 MiB.",
        LineChartLayout.Of([Series(new Sample(0, 1 << 20), new Sample(60_000, 2 << 20))]).Description);

    private static ChartSeries Series(params Sample[] samples) => new("replica", "", null, false, samples);
}
