namespace LeakFleet.Detection.Tests.Kinds;

public sealed class ExplainTests
{
    private const double Mebibyte = 1 << 20;
    private static readonly DetectionOptions Options = new();
    private static readonly GrowthResult Nothing = new(Verdict.Healthy, 0, 0, 0, 1, 0, 0);

    [Fact]
    public void ALeakNeedsNoExcuse() => Assert.Null(Of(Nothing with { Verdict = Verdict.Leak }, ageHours: 10));

    [Fact]
    public void AProcessThatHasJustStartedIsNotJudged()
    {
        var explanation = Of(Nothing with { Verdict = Verdict.Learning }, ageHours: 0.05)!;
        Assert.Equal(("restart", "Started 3 min ago: loading code and filling pools, for 10 min, is not judged."), (explanation.Word, explanation.Text));
        Assert.Equal(10 / 60.0 - 0.05 + 0.5, explanation.Hours!.Value, 6);
    }

    [Fact]
    public void HowMuchLongerItNeedsFollowsFromThePaceOfTheLooks()
    {
        var explanation = Of(Nothing with { Verdict = Verdict.Learning }, 10.0 / 60 + 1, floors: [1, float.NaN, 1, float.NaN])!;
        Assert.Equal("not-enough-evidence", explanation.Word);
        // Two looks in an hour, four are missing.
        Assert.Equal(2, explanation.Hours!.Value, 3);
        Assert.Contains("2 usable looks within 1 h", explanation.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void ABoundedCacheIsToldWithItsCeiling()
    {
        var explanation = Of(Nothing with { Verdict = Verdict.WarmingUp, Ceiling = 512 * Mebibyte, HoursToCeiling = 6 }, 30)!;
        Assert.Equal(("filling-cache", 512 * Mebibyte, 6.0), (explanation.Word, explanation.Ceiling!.Value, explanation.Hours!.Value));
        Assert.Equal("Levels off: expected to end at 512 MiB, nearly reached in 6 h.", explanation.Text);
        Assert.Equal("warm-up", Of(Nothing with { Verdict = Verdict.WarmingUp }, 30)!.Word);
    }

    [Fact]
    public void ARiseThatCouldBeChanceSaysWhenItWillBeKnown()
    {
        // A quarter of what the test asks for: the time must grow by 4 to the power of 2/3.
        var growth = new GrowthResult(Verdict.Healthy, Mebibyte, Mebibyte - 4 / (2.33 / 1.96) * Mebibyte, Mebibyte + 4 / (2.33 / 1.96) * Mebibyte, 0.15, 0, 0);
        var explanation = Of(growth, 12, Flat(12, 100))!;
        Assert.Equal("not-enough-evidence", explanation.Word);
        Assert.Equal(12 * (Math.Pow(4, 2.0 / 3) - 1), explanation.Hours!.Value, 3);
    }

    [Fact]
    public void AWaveIsLoadAndAFlatLineIsNothing()
    {
        float[] wave = [.. Enumerable.Range(0, 48).Select(i => (float)(200 + 60 * Math.Sin(i * Math.PI / 12)) * 1024 * 1024)];
        Assert.Equal(("load-driven", "Rises and falls between 140 MiB and 260 MiB within 2 d, and comes back."), (Of(Nothing, 48, wave)!.Word, Of(Nothing, 48, wave)!.Text));
        Assert.Equal("steady", Of(Nothing, 48, Flat(48, 100))!.Word);
        // What only rises comes back nowhere, however it is judged.
        Assert.Equal("steady", Of(Nothing, 48, [.. Enumerable.Range(1, 48).Select(i => i * 1e7f)])!.Word);
    }

    [Fact]
    public void ManyCollectionsThatLeaveNothingAreChurn() => Assert.Equal("churn", Of(Nothing, 48, Flat(48, 100), collectionsPerHour: 5000)!.Word);

    private static float[] Flat(int count, float value) => [.. Enumerable.Repeat(value, count)];

    /// <summary>With stretches of an hour, or of what fits the age.</summary>
    private static Explanation? Of(GrowthResult growth, double ageHours, float[]? floors = null, double collectionsPerHour = double.NaN)
    {
        floors ??= [];
        var width = floors.Length == 4 ? 15 * 60_000 : 3_600_000;
        return Explain.Of(growth, new Seen(floors, width, 0, (long)(ageHours * 3_600_000), collectionsPerHour), Options);
    }
}
