namespace LeakFleet.Protocol.Tests;

public sealed class HistogramTests
{
    [Fact]
    public void TheSmallestTypesAboveTheLimitBecomeOneRow()
    {
        var rows = Enumerable.Range(1, 2500).Select(i => Row($"Type{i}", i)).ToList();
        var trimmed = Of(rows).Trim();

        Assert.Equal(WireLimits.TypesMax, trimmed.Types.Count);
        Assert.Equal("Type2500", trimmed.Types[0].Name);
        Assert.Equal(Histogram.OtherTypes, trimmed.Types[^1].Name);
        Assert.Equal("Type502", trimmed.Types[^2].Name);
        Assert.Equal(rows.Sum(row => row.Bytes.Total), trimmed.Types.Sum(row => row.Bytes.Total));
        Assert.Equal(rows.Sum(row => row.Counts.Total), trimmed.Types.Sum(row => row.Counts.Total));
    }

    [Fact]
    public void ARowOfOtherTypesGrowsInsteadOfComingTwice()
    {
        var rows = Enumerable.Range(1, 2500).Select(i => Row($"Type{i}", i)).Append(Row(Histogram.OtherTypes, 1_000_000)).ToList();
        var trimmed = Of(rows).Trim();
        Assert.Single(trimmed.Types, row => row.Name == Histogram.OtherTypes);
        Assert.Equal(rows.Sum(row => row.Bytes.Total), trimmed.Types.Sum(row => row.Bytes.Total));
    }

    [Fact]
    public void AHistogramWithinTheLimitStaysWhatItIs()
    {
        var histogram = Of([Row("A", 1)]);
        Assert.Same(histogram, histogram.Trim());
    }

    private static Histogram Of(IReadOnlyList<TypeRow> rows) => new(1, true, 1, Completeness.Nothing, default, rows);

    private static TypeRow Row(string name, long bytes) => new(name, "", new(1, 0, 1, 0, 0, 0), new(0, 0, bytes, 0, 0, 0));
}
