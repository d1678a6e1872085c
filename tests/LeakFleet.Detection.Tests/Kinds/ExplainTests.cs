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
        var explanation = Of(Nothing with { Verdict = Verdict.WarmingUp, Ceiling = 512 * Mebibyte, MoreHours = 6 }, 30)!;
        Assert.Equal(("filling-cache", 512 * Mebibyte, 6.0), (explanation.Word, explanation.Ceiling!.Value, explanation.Hours!.Value));
        Assert.Equal("Levels off: expected to end at 512 MiB, nearly reached in 6 h.", explanation.Text);
        Assert.Equal("warm-up", Of(Nothing with { Verdict = Verdict.WarmingUp }, 30)!.Word);
    }

    [Fact]
    public void GrowthThatMayYetBeACacheIsNotSaidToLevelOffAndIsMostlyToldWhenItSays()
    {
        var told = 0;
        for (var seed = 1; seed <= 20; seed++)
        {
            var growth = Line(seed, hours: 6);
            var explanation = Of(growth, 7)!;
            Assert.Equal((Verdict.WarmingUp, "not-enough-evidence"), (growth.Verdict, explanation.Word));
            Assert.Matches(@"^Rises by \d\.?\d* MiB/h, as a cache that fills would as well so far: about .* h more will tell\.$", explanation.Text);
            if (Line(seed, 6 + explanation.Hours!.Value).Verdict == Verdict.Leak) told++;
        }

        Assert.InRange(told, 15, 20);

        // A cache as large as the heap differs from 2 MiB/h by little at first.
        static GrowthResult Line(int seed, double hours)
        {
            var noise = Traces.Noise(new Random(seed), 0);
            float[] floors = [.. Enumerable.Range(0, 48).Select(i => (float)(Mebibyte * (100 + 2 * hours * i / 48 + 0.5 * noise())))];
            return GrowthTest.JudgeFloors(floors, Notation.Start, (long)(hours / 48 * 3_600_000), Notation.Start - 3_600_000, 200 * Mebibyte, Options);
        }
    }

    [Fact]
    public void ARiseThatCouldBeChanceSaysWhenItWillBeKnown()
    {
        // A quarter of what the test asks for: the time must grow by 4 to the power of 2/3.
        var growth = new GrowthResult(Verdict.Healthy, Mebibyte, Mebibyte - 4 / (2.33 / 1.96) * Mebibyte, Mebibyte + 4 / (2.33 / 1.96) * Mebibyte, 0.15, 0, 0);
        var explanation = Of(growth, 12, Flat(12, 100))!;
        Assert.Equal("not-enough-evidence", explanation.Word);
        Assert.Equal(12 * (Math.Pow(4, 2.0 / 3) - 1), explanation.Hours!.Value, 3);
        Assert.Equal("No growth is proven: a rise of 1 MiB/h could still be chance (p = 0.1500), which about 18.2 h more will tell.", explanation.Text);
    }

    [Fact]
    public void GrowthThatLoadMayExplainIsNotSaidToLevelOff()
    {
        var growth = new GrowthResult(Verdict.WarmingUp, Mebibyte, 0.9 * Mebibyte, 1.1 * Mebibyte, 1e-9, 20 * 3_600_000, 0);
        var explanation = Explain.OfUntold(growth, Verdict.WarmingUp, new Seen([], 3_600_000, 0, 26 * 3_600_000, double.NaN), Options);
        Assert.Equal(("not-enough-evidence", 10.0), (explanation.Word, explanation.Hours!.Value));
        Assert.Equal(
            "Has grown by 1 MiB/h for 6 h, as more load or a cache that fills would make it: by itself a process is said to leak at the latest when that has lasted for 16 h and gained 5 % of the heap.",
            explanation.Text);
    }

    [Fact]
    public void GrowthOfOneAmongManyTypesIsNotProven() => Assert.Equal(
        "No growth is proven: of all the types that are looked at, again and again, some rise by chance as this one does (1 MiB/h).",
        Explain.OfUntold(new GrowthResult(Verdict.Healthy, Mebibyte, 0, 2 * Mebibyte, 0.009, 0, 0), Verdict.Healthy, new Seen([], 3_600_000, 0, 0, double.NaN), Options).Text);

    [Fact]
    public void GrowthOfTheWholeHeapThatNoTypeShowsIsNotCalledSteady() => Assert.Equal(
        ("not-enough-evidence", "All survivors together rise by 1 MiB/h, which no type of them is proven to do."),
        (Explain.OfUntoldHeap(new GrowthResult(Verdict.Leak, Mebibyte, 0, 2 * Mebibyte, 0.001, 0, 0)) is var whole ? whole.Word : "", whole.Text));

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
