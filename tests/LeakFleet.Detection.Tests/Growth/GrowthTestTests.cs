using static LeakFleet.Detection.Tests.Notation;
using static LeakFleet.Detection.Tests.Traces;

namespace LeakFleet.Detection.Tests;

public sealed class GrowthTestTests
{
    private static readonly DetectionOptions Options = new();

    [Theory]
    [InlineData("100+1x40", Verdict.Leak)]
    [InlineData("0+10x20", Verdict.Leak)]
    [InlineData("0x20", Verdict.Healthy)]
    [InlineData("100x40", Verdict.Healthy)]
    [InlineData("500-2x60", Verdict.Healthy)]
    [InlineData("100x19 900 100x20", Verdict.Healthy)]
    [InlineData("100x39 900x2", Verdict.Healthy)]
    [InlineData("100x19 400x20", Verdict.Healthy)]
    [InlineData("100x30 300x8", Verdict.Healthy)]
    [InlineData("100x10 400x20 200x10", Verdict.Healthy)]
    [InlineData("100+1x19 _x30 150+1x19", Verdict.Leak)]
    [InlineData("100+1x12 _ 114+1x3 _x2 120+1x15", Verdict.Leak)]
    [InlineData("0+40x9 400x60", Verdict.Healthy)]
    [InlineData("100+1x20 600+1x20", Verdict.Leak)]
    [InlineData("100x3 110x3 120x3 130x3 140x3 150x3 160x3 170x3 180x3 190x3", Verdict.Leak)]
    [InlineData("0+40x9 400+1x150", Verdict.Leak)]
    [InlineData("100+5x20 0+5x20", Verdict.Healthy)]
    [InlineData("100+1x6", Verdict.Learning)]
    [InlineData("100", Verdict.Learning)]
    [InlineData("", Verdict.Learning)]
    public void AShapeHasItsVerdict(string notation, Verdict verdict) =>
        Assert.Equal(verdict, Judge(Read(notation, Slow), Options).Verdict);

    [Fact]
    public void AFillingCacheWarmsUpAndIsHealthyWhenFull()
    {
        var looks = Looks(Of(260, Slow, s => 100 * MiB + 400 * MiB * (1 - Math.Exp(-s / (8 * 300)))), Options);
        Assert.Contains(Verdict.WarmingUp, looks[15..40]);
        Assert.Equal(Verdict.Healthy, looks[^1]);
    }

    [Fact]
    public void ALineIsMeasuredInItsUnits()
    {
        var result = Judge(Read("100+1x40", Slow), Options);
        Assert.Equal(12 * MiB, result.SlopePerHour, 1e-3);
        Assert.InRange(result.SlopePerHour, result.SlopeLow, result.SlopeHigh);
        Assert.InRange(result.PValue, 0, 1e-9);
        Assert.Equal(Start + 2 * (long)Slow.TotalMilliseconds, result.GrowthStartedUnixMilliseconds);
        Assert.InRange(result.Level, 134 * MiB, 140 * MiB);
    }

    [Fact]
    public void TheIntervalOfTheSlopeCoversTheTruth()
    {
        var covered = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var noise = Noise(new Random(seed), 0.5);
            var result = Judge(Of(100, Slow, s => 100 * MiB + 0.01 * MiB * s + 10 * MiB * noise()), Options);
            if (result.SlopeLow <= 36 * MiB && 36 * MiB <= result.SlopeHigh) covered++;
        }

        Assert.InRange(covered, 180, 200);
    }

    [Theory]
    [InlineData(3), InlineData(5), InlineData(11.3)]
    public void AWaveIsHealthyAtEveryPhaseFromTwoAndAHalfPeriodsOn(double periods)
    {
        for (var phase = 0; phase < 200; phase++)
        {
            foreach (var count in (int[])[30, 60, 120])
            {
                var wave = Of(count, Slow, s => 300 * MiB + 200 * MiB * Math.Sin(2 * Math.PI * (s / (count * 300.0) * periods + phase / 200.0)));
                Assert.Equal(Verdict.Healthy, Judge(wave, Options).Verdict is Verdict.WarmingUp or Verdict.Healthy ? Verdict.Healthy : Verdict.Leak);
            }
        }
    }

    [Fact]
    public void TheSawtoothBetweenCollectionsIsNotGrowthAndGrowthUnderItIs()
    {
        Assert.DoesNotContain(Verdict.Leak, Looks(Of(300, Slow, s => 100 * MiB + s / 300 % 7 * 20 * MiB), Options));
        Assert.Equal(Verdict.Leak, Looks(Of(300, Slow, s => 100 * MiB + s / 300 % 7 * 20 * MiB + 2 * MiB * s / 300), Options)[^1]);
    }

    [Fact]
    public void ALeakThatBeginsInMidLifeIsFoundAndDated()
    {
        var random = new Random(1);
        var looks = Of(400, Slow, s => 500 * MiB + 2 * MiB * Normal(random) + Math.Max(0, s - 300 * 300) * 0.01 * MiB);
        var series = Series.From(looks, Options.SeriesCapacity);
        var result = Judge(series.Samples, Options);
        Assert.Equal(Verdict.Leak, result.Verdict);
        Assert.InRange((result.GrowthStartedUnixMilliseconds - Start) / 1000 / 300, 280, 330);
    }

    [Fact]
    public void GrowthTooSmallToMatterIsHealthy()
    {
        var slow = Of(100, Slow, s => 100 * MiB + 10 * 1024 * s / 3600);
        Assert.Equal(Verdict.Healthy, Judge(slow, Options).Verdict);
        var small = Of(100, Slow, s => 100 * MiB + MiB * s / 3600);
        Assert.Equal(Verdict.Leak, Judge(small, Options, 100 * MiB).Verdict);
        Assert.Equal(Verdict.Healthy, Judge(small, Options, 16_000 * MiB).Verdict);
        Assert.Equal(Verdict.Leak, Judge(small, Options, double.NaN).Verdict);
    }

    [Fact]
    public void NothingBeforeTheEndOfTheWarmUpCounts()
    {
        var options = new DetectionOptions { WarmUpMin = TimeSpan.FromHours(10) };
        Assert.Equal(Verdict.Learning, Judge(Read("0+10x100", Slow), options).Verdict);
        Assert.Equal(Verdict.Healthy, Judge(Read("0+10x119 1200x40", Slow), options).Verdict);
    }

    [Fact]
    public void WhatIsNotASampleIsLeftOut()
    {
        var good = Read("100+1x40", Slow);
        Sample[] bad =
        [
            .. good, new(good[5].UnixMilliseconds + 1, double.NaN), new(good[6].UnixMilliseconds + 1, -1),
            new(good[7].UnixMilliseconds + 1, double.PositiveInfinity), new(-5, 1), new(long.MaxValue, 1), new(long.MinValue, 1),
        ];
        Assert.Equal(Judge(good, Options), Judge(bad, Options));
    }

    [Fact]
    public void ManySamplesAtOnceAreJudgedAsAFew() =>
        Assert.Equal(Verdict.Leak, Judge(Of(5000, Slow, s => 100 * MiB + 0.01 * MiB * s), Options).Verdict);

    [Fact]
    public void ACounterThatFallsBackAndGrowsAgainIsJudgedByWhatItReachesAnew()
    {
        Assert.Equal(Verdict.Healthy, Judge(Read("0+10x30 0+10x30", Slow), Options).Verdict);
        Assert.Equal(Verdict.Leak, Judge(Read("0+10x20 0+10x200", Slow), Options).Verdict);
    }
}
