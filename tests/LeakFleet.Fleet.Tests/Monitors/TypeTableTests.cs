using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet.Tests.Monitors;

public sealed class TypeTableTests
{
    private readonly FleetOptions _options = new() { TypesTrackedMax = 8 };

    [Fact]
    public void TheLargestTypesAreTracked()
    {
        var monitor = new ProcessMonitor(Histograms.Key(), _options);
        new Feed(monitor.Observe).Run(1, _ => [.. Enumerable.Range(1, 100).Select(i => Histograms.Row($"Shop.T{i}", 1, 1000 * i))]);
        Assert.Equal(Enumerable.Range(93, 8).Select(i => $"Shop.T{i}").Order(), monitor.Detail().Types.Select(t => t.Type).Order());
    }

    [Fact]
    public void TwoTypesOfASizeDoNotTakeTurns()
    {
        var monitor = new ProcessMonitor(Histograms.Key(), _options);
        new Feed(monitor.Observe).Run(40, m => [.. Enumerable.Range(0, 9).Select(i => Histograms.Row($"Shop.T{i}", 1, 1000 + (m * 31 + i * 17) % 100))]);
        var all = monitor.Detail().HeapBytes.Count;
        Assert.All(monitor.Detail().Types, type => Assert.Equal(all, type.Series.Count));
    }

    [Fact]
    public void AGrowingTypeKeepsItsPlaceAgainstLargerFlatOnes()
    {
        var monitor = new ProcessMonitor(Histograms.Key(), _options);
        var feed = new Feed(monitor.Observe);
        feed.Run(120, m => [Histograms.Row("Shop.Order", m, m * 10_000)]);
        Assert.Equal("Shop.Order", monitor.Summary().Finding?.Type);
        feed.Run(10, m => [Histograms.Row("Shop.Order", m, m * 10_000), .. Enumerable.Range(1, 20).Select(i => Histograms.Row($"Shop.Flat{i}", 1, 5_000_000 + i))]);
        Assert.Equal("Shop.Order", monitor.Summary().Finding?.Type);
        Assert.Equal(8, monitor.Detail().Types.Count);
    }

    [Fact]
    public void RowsOfOneNameAddUp()
    {
        var monitor = new ProcessMonitor(Histograms.Key(), _options);
        new Feed(monitor.Observe).Run(2, _ => [Histograms.Row("Shop.A", 1, 100), Histograms.Row("Shop.A", 2, 300)]);
        Assert.Equal((3, 400), (monitor.Detail().Types.Single().Count, monitor.Detail().Types.Single().Bytes));
    }

    [Fact]
    public void ATypeUnseenForLongGoes()
    {
        var monitor = new ProcessMonitor(Histograms.Key(), _options);
        var feed = new Feed(monitor.Observe);
        feed.Run(1, _ => [Histograms.Row("Shop.A", 1, 100)]);
        feed.Run(ProcessTrend.MissedMax, _ => [Histograms.Row(Histogram.OtherTypes, 1, 100, "")]);
        Assert.Single(monitor.Detail().Types);
        feed.Run(1, _ => [Histograms.Row(Histogram.OtherTypes, 1, 100, "")]);
        Assert.Empty(monitor.Detail().Types);
    }

    [Fact]
    public void AbsurdSizesDoNotOverflow()
    {
        var monitor = new ProcessMonitor(Histograms.Key(), _options);
        var absurd = new GenerationValues(long.MaxValue, long.MinValue, long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue);
        new Feed(monitor.Observe).Run(60, _ => [new TypeRow("A", "", absurd, absurd), new TypeRow("A", "", absurd, absurd), new TypeRow("B", "", absurd, absurd)]);
        Assert.All(monitor.Detail().Types, type => Assert.Equal(long.MaxValue, type.Bytes));
    }
}
