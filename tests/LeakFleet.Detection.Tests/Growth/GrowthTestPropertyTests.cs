using FsCheck;
using FsCheck.Fluent;
using static LeakFleet.Detection.Tests.Notation;
using static LeakFleet.Detection.Tests.Traces;

namespace LeakFleet.Detection.Tests;

public sealed class GrowthTestPropertyTests
{
    private static readonly DetectionOptions NoMinimum = new() { BytesPerHourMin = 0, RelativePerHourMin = 0 };

    [Fact]
    public void ScalingTheValuesScalesTheSlopeAndKeepsTheVerdict() => Check(seed =>
    {
        var trace = Trace(seed);
        // A power of two scales without rounding, so that even a verdict on the edge must stay.
        var factor = Math.Pow(2, seed % 21 - 10);
        var (one, other) = (Judge(trace, NoMinimum), Judge([.. trace.Select(s => s with { Value = s.Value * factor })], NoMinimum));
        return one.Verdict == other.Verdict && one.SlopePerHour * factor == other.SlopePerHour;
    });

    [Fact]
    public void RaisingTheLevelChangesNoSlope() => Check(seed =>
    {
        var trace = Trace(seed);
        var more = (seed % 1000 + 1) * MiB;
        var (one, other) = (Judge(trace, NoMinimum), Judge([.. trace.Select(s => s with { Value = s.Value + more })], NoMinimum));
        return one.Verdict == other.Verdict && Math.Abs(one.SlopePerHour - other.SlopePerHour) <= 1e-9 * (Math.Abs(one.SlopePerHour) + more)
            && Math.Abs(one.PValue - other.PValue) <= 1e-6;
    });

    [Fact]
    public void ShiftingTheTimeChangesNothing() => Check(seed =>
    {
        var trace = Trace(seed);
        var shift = seed * 7_919L % 1_000_000_000;
        var one = GrowthTest.Judge(trace, Start, 0, NoMinimum);
        var other = GrowthTest.Judge([.. trace.Select(s => s with { UnixMilliseconds = s.UnixMilliseconds + shift })], Start + shift, 0, NoMinimum);
        return one.Verdict == Verdict.Learning ? one == other
            : one == other with { GrowthStartedUnixMilliseconds = other.GrowthStartedUnixMilliseconds - shift };
    });

    [Fact]
    public void StretchingTheTimeAndItsOptionsKeepsTheVerdict() => Check(seed =>
    {
        var trace = Trace(seed);
        var options = new DetectionOptions { BytesPerHourMin = 0, RelativePerHourMin = 0, SpanMin = 4 * NoMinimum.SpanMin, WarmUpMin = 4 * NoMinimum.WarmUpMin };
        var stretched = trace.Select(s => s with { UnixMilliseconds = Start + 4 * (s.UnixMilliseconds - Start) }).ToArray();
        return Judge(trace, NoMinimum).Verdict == Judge(stretched, options).Verdict;
    });

    [Fact]
    public void OrderAndRepeatsOfTheSamplesChangeNothing() => Check(seed =>
    {
        var trace = Trace(seed);
        Sample[] shuffled = [.. trace, .. trace.Where((_, i) => i % 3 == 0)];
        new Random(seed).Shuffle(shuffled);
        return Judge(trace, NoMinimum) == Judge(shuffled, NoMinimum);
    });

    [Fact]
    public void SteeperGrowthIsNeverLessSignificant() => Check(seed =>
    {
        var random = new Random(seed);
        var count = random.Next(8, 48);
        double[] hours = [.. Enumerable.Range(0, count).Select(i => i / 12.0)];
        double[] noise = [.. hours.Select(_ => Traces.Normal(random))];
        var last = 1.0;
        for (var slope = 0.0; slope < 40; slope += 4)
        {
            var p = Trend.Test(hours, [.. noise.Select((value, i) => value + slope * hours[i])]).PValue;
            if (p > last + 1e-12) return false;
            last = p;
        }

        return true;
    });

    [Fact]
    public void MoreThatLoadDoesNotExplainIsNeverLessOfAReason() => Check(seed =>
    {
        var random = new Random(seed);
        var growth = new JointGrowth(24 * random.NextDouble(), 1e8 * random.NextDouble(), 0, 8 * random.NextDouble(), random.NextDouble(), 0);
        var options = new DetectionOptions();
        var was = false;
        for (var unexplained = 0.0; unexplained < 2e9; unexplained += 1e8)
        {
            var isEnough = (growth with { UnexplainedBytes = unexplained }).IsEnough(1e9 + growth.BytesPerHour * growth.Hours, isTold: false, options);
            if (was && !isEnough) return false;
            was = isEnough;
        }

        return true;
    });

    [Fact]
    public void AnyInputGivesAVerdictWithFiniteFigures() => Check(seed =>
    {
        var random = new Random(seed);
        double[] odd = [double.NaN, double.PositiveInfinity, -1, 0, double.Epsilon, 1e18, MiB];
        var samples = Enumerable.Range(0, random.Next(300)).Select(_ => new Sample(
            random.Next(4) == 0 ? random.NextInt64(long.MinValue, long.MaxValue) : Start + random.Next(100_000_000), odd[random.Next(odd.Length)])).ToArray();
        var result = GrowthTest.Judge(samples, Start, random.NextDouble(), NoMinimum);
        return double.IsFinite(result.SlopePerHour) && result.PValue is >= 0 and <= 1 && result.SlopeLow <= result.SlopePerHour && result.SlopePerHour <= result.SlopeHigh;
    });

    private static void Check(Func<int, bool> property) =>
        Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(1, 3).WithQuietOnSuccess(true));

    private static Sample[] Trace(int seed)
    {
        var random = new Random(seed);
        var noise = Noise(random, random.NextDouble());
        var (slope, rise, sd) = (random.NextDouble() * 2 * MiB, random.NextDouble() * 100 * MiB, random.NextDouble() * 10 * MiB);
        return Of(random.Next(10, 200), Slow, s => 500 * MiB + slope * s / 300 + rise * (1 - Math.Exp(-s / 6000)) + sd * noise());
    }
}
