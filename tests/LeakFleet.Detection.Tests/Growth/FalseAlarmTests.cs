using static LeakFleet.Detection.Tests.Notation;
using static LeakFleet.Detection.Tests.Traces;

namespace LeakFleet.Detection.Tests;

/// <summary>Seeded noise without any growth. The bounds are what was measured, with room for other seeds; no minimum effect helps unless it is said.</summary>
public sealed class FalseAlarmTests
{
    private const int LifeMinutes = 72 * 60;

    private static readonly DetectionOptions NoMinimum = new() { BytesPerHourMin = 0, RelativePerHourMin = 0 };

    [Theory]
    [InlineData(12, 0.5), InlineData(12, 0.95), InlineData(24, 0.8), InlineData(24, 0.95), InlineData(48, 0.0), InlineData(48, 0.8), InlineData(48, 0.95)]
    public void TheTestOfTheTrendHoldsItsLevelAtOneInAThousandToo(int floors, double phi)
    {
        const int runs = 5000;
        int believed = 0, byRanks = 0;
        double[] x = [.. Enumerable.Range(0, floors)];
        for (var seed = 0; seed < runs; seed++)
        {
            var noise = Noise(new Random(seed), phi);
            double[] y = [.. x.Select(_ => noise())];
            if (Trend.Test(x, y).PValue < 0.001) believed++;
            if (MannKendall.PValue(y) < 0.001) byRanks++;
        }

        Assert.InRange(believed / (double)runs, 0, 0.003);
        // Why not the usual test: it takes every wander for a trend.
        if (phi >= 0.8) Assert.InRange(byRanks / (double)runs, 0.05, 1);
    }

    [Theory]
    [InlineData(0.0, 0.01), InlineData(0.5, 0.01), InlineData(0.8, 0.02), InlineData(0.9, 0.03), InlineData(0.95, 0.06)]
    public void LookingAgainAndAgainFor72HoursDoesNotAddUp(double phi, double rateMax)
    {
        const int lives = 300;
        var alarms = 0;
        for (var seed = 0; seed < lives; seed++)
        {
            var noise = Noise(new Random(seed), phi);
            if (Alarms(() => 1000 * MiB + 10 * MiB * noise(), 5, NoMinimum.Significance, NoMinimum, 0)) alarms++;
        }

        Assert.InRange(alarms / (double)lives, 0, rateMax);
    }

    [Fact]
    public void AProcessWithThirtyTypesThatMoveAlarmsLessThanOnceInAHundredDays()
    {
        const int lives = 40, types = 30;
        var options = new DetectionOptions();
        var alarms = 0;
        for (var seed = 0; seed < lives; seed++)
        {
            var random = new Random(seed);
            for (var type = 0; type < types; type++)
            {
                // Types of a tenth of a percent to a fifth of the heap; noise of 1 to 10 % of them, with a memory of none to 3 hours.
                var bytes = 500 * MiB * Math.Pow(10, -3 + 2.3 * random.NextDouble());
                var spread = bytes * Math.Pow(10, -2 + random.NextDouble());
                var noise = Noise(random, Math.Exp(-10 / 60.0 / (0.02 + 3 * random.NextDouble())));
                if (Alarms(() => Math.Max(0, bytes + spread * noise()), 10, options.Significance / types, options, 500 * MiB)) alarms++;
            }
        }

        Assert.InRange(alarms / (lives * 3.0), 0, 0.01);
    }

    [Theory]
    [InlineData(0.0, 12), InlineData(0.5, 20), InlineData(0.9, 20)]
    public void ARiseOfThisManyDeviationsIsMostlyFound(double phi, double deviations)
    {
        var found = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var noise = Noise(new Random(seed), phi);
            float[] floors = [.. Enumerable.Range(0, 48).Select(i => (float)(1000 * MiB + 10 * MiB * (noise() + deviations * i / 48)))];
            if (GrowthTest.JudgeFloors(floors, Start, 300_000, 0, 0, NoMinimum).Verdict == Verdict.Leak) found++;
        }

        Assert.InRange(found / 200.0, 0.8, 1);
    }

    private static bool Alarms(Func<double> value, int stepMinutes, double significance, DetectionOptions options, double heapBytes)
    {
        var buckets = new Buckets(5);
        for (var minutes = stepMinutes; minutes < LifeMinutes; minutes += stepMinutes)
        {
            if (!buckets.Add(minutes, value())) continue;
            var result = buckets.Judge(options, heapBytes);
            if (result.Verdict == Verdict.Leak && result.PValue <= significance) return true;
        }

        return false;
    }
}
