using static LeakFleet.Detection.Tests.Notation;
using static LeakFleet.Detection.Tests.Traces;

namespace LeakFleet.Detection.Tests;

/// <summary>Seeded noise without any growth. The bounds are what was measured, with room for other seeds; no minimum effect helps.</summary>
public sealed class FalseAlarmTests
{
    private const int Runs = 400;

    private static readonly DetectionOptions NoMinimum = new() { BytesPerHourMin = 0, RelativePerHourMin = 0 };

    [Theory]
    [InlineData(0.0, 0.015), InlineData(0.5, 0.015), InlineData(0.8, 0.015), InlineData(0.95, 0.03), InlineData(1.0, 0.05)]
    public void TheTestOfTheTrendHoldsItsLevel(double phi, double levelMax)
    {
        int believed = 0, byRanks = 0;
        for (var seed = 0; seed < 5 * Runs; seed++)
        {
            var noise = Noise(new Random(seed), phi);
            double[] x = [.. Enumerable.Range(0, 32)], y = [.. x.Select(_ => noise())];
            if (Trend.Test(x, y).PValue < 0.01) believed++;
            if (MannKendall.PValue(y) < 0.01) byRanks++;
        }

        Assert.InRange(believed / (5.0 * Runs), 0, levelMax);
        // Why not the usual test: it takes every wander for a trend.
        if (phi >= 0.8) Assert.InRange(byRanks / (5.0 * Runs), 0.15, 1);
    }

    [Theory]
    [InlineData(0.0, 0), InlineData(0.5, 0.005), InlineData(0.8, 0.005), InlineData(0.9, 0.01), InlineData(0.95, 0.02)]
    public void OneLookAtAutocorrelatedNoiseIsHardlyEverALeak(double phi, double rateMax)
    {
        var leaks = 0;
        for (var seed = 0; seed < Runs; seed++)
        {
            var noise = Noise(new Random(seed), phi);
            var series = Series.From(Of(168, Slow, _ => 1000 * MiB + 10 * MiB * noise()), NoMinimum.SeriesCapacity);
            if (Judge(series.Samples, NoMinimum).Verdict == Verdict.Leak) leaks++;
        }

        Assert.InRange(leaks / (double)Runs, 0, rateMax);
    }

    [Theory]
    [InlineData(0.0, 0.01), InlineData(0.5, 0.02), InlineData(0.8, 0.06), InlineData(0.95, 0.2)]
    public void LookingAgainAndAgainDoesNotAddUp(double phi, double rateMax)
    {
        const int runs = 100;
        var shown = 0;
        for (var seed = 0; seed < runs; seed++)
        {
            var noise = Noise(new Random(seed), phi);
            var looks = Looks(Of(150, Slow, _ => 1000 * MiB + 10 * MiB * noise()), NoMinimum);
            if (Held(looks, NoMinimum).Contains(Verdict.Leak)) shown++;
        }

        Assert.InRange(shown / (double)runs, 0, rateMax);
    }

    [Theory]
    [InlineData(0.0, 0.8), InlineData(0.8, 0.6)]
    public void ARiseOfEightDeviationsIsMostlyFound(double phi, double powerMin)
    {
        var found = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var noise = Noise(new Random(seed), phi);
            var trace = Of(168, Slow, s => 1000 * MiB + 10 * MiB * noise() + 80 * MiB * s / (168 * 300));
            if (Judge(Series.From(trace, NoMinimum.SeriesCapacity).Samples, NoMinimum).Verdict == Verdict.Leak) found++;
        }

        Assert.InRange(found / 200.0, powerMin, 1);
    }
}
