using LeakFleet.Cli.Histograms;

namespace LeakFleet.EndToEnd.Tests.Histograms;

public sealed class ComparisonTests
{
    [Fact]
    public void OnlyANewHeightIsGrowth()
    {
        var peaks = new GrowthPeaks();

        Assert.Equal(["A +10", "B +5"], Observe(peaks, ("A", 10, 100), ("B", 5, 50)));
        Assert.Equal(["B +1"], Observe(peaks, ("A", 4, 40), ("B", 6, 60)));
        Assert.Empty(Observe(peaks, ("A", 10, 100), ("B", 6, 60)));
        Assert.Equal(["C +7", "A +1"], Observe(peaks, ("A", 11, 110), ("C", 7, 70)));
    }

    [Fact]
    public void ADifferenceNamesWhatIsNewAndWhatHasVanished()
    {
        var diff = Diff(SampleHistogram.Of(("Grown", 1, 10), ("Gone", 2, 20), ("Same", 3, 30)), SampleHistogram.Of(("Grown", 4, 40), ("Same", 3, 30), ("Born", 9, 90)));

        Assert.Equal(["Born new +9 +90", "Grown changed +3 +30", "Gone vanished −2 -20"], diff.Types.Select(Show));
        Assert.Equal((10, 100), (diff.CountDelta, diff.BytesDelta));
        Assert.Empty(diff.Warnings);
    }

    [Fact]
    public void ALongDifferenceKeepsBothOfItsEnds()
    {
        var before = SampleHistogram.Of([.. Enumerable.Range(0, 100).Select(i => ($"T{i}", 100L, 1000L))]);
        var after = SampleHistogram.Of([.. Enumerable.Range(0, 100).Select(i => ($"T{i}", 51L + i, 510L + 10 * i))]);

        Assert.Equal(["T99", "T98", "T1", "T0"], DiffReport.Of(before, after, new TypeFilter(null), byCount: false, top: 4).Types.Select(type => type.Name));
    }

    [Fact]
    public void WhatCannotBeComparedIsWarnedOf()
    {
        var before = SampleHistogram.Of();
        var after = before with
        {
            Look = before.Look with { Complete = false, Process = before.Look.Process with { Key = "other" }, TakenAt = before.Look.TakenAt.AddSeconds(-1) },
        };

        Assert.Collection(
            Diff(before, after).Warnings,
            warning => Assert.Contains("second histogram is partial", warning, StringComparison.Ordinal),
            warning => Assert.Contains("different processes", warning, StringComparison.Ordinal),
            warning => Assert.Contains("older", warning, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("A.B", "A.B", true)]
    [InlineData("A.B", "a.b", false)]
    [InlineData("A.B", "A.Bc", false)]
    [InlineData("a.*", "A.B", true)]
    [InlineData("*<*>", "List<A>", true)]
    [InlineData("A?C", "A\\C", true)]
    [InlineData("A\\*", "A\\C", true)]
    [InlineData("A\\*", "A*", false)]
    public void ATypeIsChosenByNameOrByWildcard(string pattern, string name, bool matches) => Assert.Equal(matches, new TypeFilter(pattern).Matches(name));

    [Fact]
    public void WhatATargetCallsATypeCannotCommandTheTerminal()
    {
        var table = new TextTable("Count", "Type");
        table.Add("1", "Evil\u001b[2J\r\n\u202e[red]");

        var text = table.ToText();

        Assert.Equal("COUNT  TYPE\n    1  Evil\\u001B[2J\\u000D\\u000A\\u202E[red]\n", text);
    }

    private static IEnumerable<string> Observe(GrowthPeaks peaks, params (string Name, long Count, long Bytes)[] types) =>
        peaks.Observe(SampleHistogram.Of(types).Types, byBytes: false).Select(type => $"{type.Name} {LookText.Signed(type.CountDelta)}");

    private static DiffReport Diff(SavedHistogram before, SavedHistogram after) =>
        DiffReport.Of(before, after, new TypeFilter(null), byCount: false, top: 100);

    private static string Show(TypeChange change) =>
        $"{change.Name} {change.State} {LookText.Signed(change.CountDelta)} {(change.BytesDelta > 0 ? "+" : "")}{change.BytesDelta}";
}
