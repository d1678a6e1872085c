using static LeakFleet.Detection.Tests.Notation;
using static LeakFleet.Detection.Tests.Traces;

namespace LeakFleet.Detection.Tests;

/// <summary>What agents, nodes and clocks make of a series. Whatever it is, the verdict is that of what was really seen.</summary>
public sealed class OddSeriesTests
{
    private static readonly DetectionOptions Options = new();

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(-1.0)]
    [InlineData(double.MinValue)]
    public void ValuesThatAreNoneBetweenTheOthersChangeNothing(double none)
    {
        foreach (var good in (Sample[][])[Read("100+1x40", Slow), Read("100x40", Slow)])
        {
            Sample[] odd = [.. good.SelectMany(sample => (Sample[])[sample, new Sample(sample.UnixMilliseconds + 1, none)])];
            Assert.Equal(Judge(good, Options), Judge(odd, Options));
        }
    }

    [Fact]
    public void FloorsThatAreNoneAreGaps()
    {
        float[] floors = [.. Enumerable.Range(0, 40).Select(i => (float)((100 + i) * MiB))];
        float[] holes = [.. floors.Select((floor, i) => i % 5 == 3 ? float.NaN : i % 7 == 3 ? -1 : i % 11 == 3 ? float.PositiveInfinity : floor)];
        Assert.Equal(Verdict.Leak, JudgeFloors(floors).Verdict);
        Assert.Equal(Verdict.Leak, JudgeFloors(holes).Verdict);
        Assert.InRange(JudgeFloors(holes).SlopePerHour, 11.9 * MiB, 12.1 * MiB);
        Assert.Equal(Verdict.Learning, JudgeFloors([.. floors.Select(_ => float.NaN)]).Verdict);
    }

    [Fact]
    public void TheOrderInWhichSamplesComeAndHowOftenDoesNotMatter()
    {
        var good = Read("100+1x40", Slow);
        Assert.Equal(Judge(good, Options), Judge([.. good.Reverse()], Options));
        Assert.Equal(Judge(good, Options), Judge([.. good, .. good, .. good], Options));
    }

    [Theory]
    [InlineData("100+1x10 _x20 131+1x20", Verdict.Leak)]
    [InlineData("100+1x8 _x12 121+1x5 _x30 157+1x12", Verdict.Leak)]
    [InlineData("100x10 _x20 100x20", Verdict.Healthy)]
    // What happened while nobody looked is one step, and no growth.
    [InlineData("100x20 _x30 130x20", Verdict.Healthy)]
    [InlineData("100 _x40 140", Verdict.Learning)]
    public void AGapIsNeitherGrowthNorItsEnd(string notation, Verdict verdict) => Assert.Equal(verdict, Judge(Read(notation, Slow), Options).Verdict);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1e6)]
    [InlineData(1e15)]
    [InlineData(9e18)]
    public void WhatNeverMovesIsHealthyWhateverItsSize(double bytes)
    {
        var result = Judge(Of(100, Slow, _ => bytes), Options, bytes);
        Assert.Equal((Verdict.Healthy, 0.0), (result.Verdict, result.SlopePerHour));
        Assert.Equal(bytes, result.Level);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(9)]
    [InlineData(16)]
    public void ACounterThatIsResetAgainAndAgainDoesNotGrow(int period) =>
        Assert.NotEqual(Verdict.Leak, Judge(Of(120, Slow, s => s / 300 % period * 10 * MiB), Options).Verdict);

    [Theory]
    [InlineData(1)]
    [InlineData(24)]
    [InlineData(24 * 365)]
    public void AClockThatIsSetForwardMakesNoGrowth(double hours) => Assert.DoesNotContain(
        Looks(Jumped(Of(120, Slow, s => 100 * MiB + 1000 * Math.Sin(s)), hours), Options), verdict => verdict is Verdict.Leak or Verdict.WarmingUp);

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void ALeakIsFoundAgainByTheNewTimeOfAClockThatIsSetForward(double hours)
    {
        var looks = Looks(Jumped(Of(600, Slow, s => 100 * MiB + 0.02 * MiB * s), hours), Options);
        Assert.Equal(Verdict.Leak, looks[59]);
        Assert.Equal(Verdict.Leak, looks[^1]);
    }

    [Fact]
    public void SamplesOfAClockThatWasSetBackAreJudgedByTheirTimes()
    {
        // The second half repeats the times of the first: of equal times the least counts, and so nothing grows but what grew before.
        var first = Read("100+1x40", Slow);
        Sample[] back = [.. first, .. first.Select(sample => sample with { Value = sample.Value + 41 * MiB })];
        Assert.Equal(Judge(first, Options), Judge(back, Options));
    }

    /// <summary>The sixtieth sample is the first of the new time.</summary>
    private static Sample[] Jumped(Sample[] samples, double hours) =>
        [.. samples.Select((sample, i) => i < 60 ? sample : sample with { UnixMilliseconds = sample.UnixMilliseconds + (long)(hours * 3_600_000) })];

    private static GrowthResult JudgeFloors(float[] floors) => GrowthTest.JudgeFloors(floors, Start, 5 * 60_000, Start, 0, Options);
}
