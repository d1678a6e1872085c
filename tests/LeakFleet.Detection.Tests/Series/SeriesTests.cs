using static LeakFleet.Detection.Tests.Notation;
using static LeakFleet.Detection.Tests.Traces;

namespace LeakFleet.Detection.Tests;

public sealed class SeriesTests
{
    [Fact]
    public void UntilItIsFullItKeepsEverySample()
    {
        var samples = Read("1+1x127", Slow);
        Assert.Equal(samples, Series.From(samples, 128).Samples.ToArray());
    }

    [Theory]
    [InlineData(1_000), InlineData(20_000), InlineData(100_000)]
    public void AnySpanFitsWithItsNewestQuarterWholeAndItsFloorKept(int count)
    {
        var random = new Random(count);
        var samples = Of(count, Fast, _ => MiB * random.Next(1, 1_000_000));
        var series = Series.From(samples, 128);
        Assert.InRange(series.Count, 64, 128);
        Assert.Equal(samples[^32..], series.Samples[^32..].ToArray());
        Assert.Equal(samples.Min(s => s.Value), series.Samples.ToArray().Min(s => s.Value));
        Assert.InRange(series.Span, 0.95 * count * Fast, count * Fast);
        Assert.True(series.Samples.ToArray().Zip(series.Samples[1..].ToArray()).All(pair => pair.First.UnixMilliseconds < pair.Second.UnixMilliseconds));
    }

    [Fact]
    public void BucketsAreOfEqualTimeAndNoneIsLongerThanTwiceWhatIsNeeded()
    {
        var series = Series.From(Of(10_000, Fast, s => s), 128);
        Assert.InRange(series.BucketWidthMilliseconds, 10_000 * 2500 / 96, 4 * 10_000 * 2500 / 96);
    }

    [Fact]
    public void SavedAndRestoredItGoesOnAsIfNothingHadBeen()
    {
        var random = new Random(5);
        var samples = Of(3000, Fast, _ => MiB * random.NextDouble());
        var whole = Series.From(samples, 128);
        var first = Series.From(samples.AsSpan(0, 1234), 128);
        var saved = new Sample[first.Count];
        Assert.Equal(first.Count, first.CopyTo(saved));
        var second = Series.From(saved, 128, first.BucketWidthMilliseconds);
        foreach (var sample in samples[1234..]) second.Add(sample);
        Assert.Equal(whole.Samples.ToArray(), second.Samples.ToArray());
        Assert.Equal(whole.BucketWidthMilliseconds, second.BucketWidthMilliseconds);
    }

    [Theory]
    [InlineData(1000, 1.0), InlineData(999, 1.0), InlineData(2000, double.NaN), InlineData(2000, -1.0)]
    [InlineData(2000, double.PositiveInfinity), InlineData(long.MaxValue, 1.0), InlineData(-1, 1.0)]
    public void WhatIsNotANewSampleIsRefused(long time, double value)
    {
        var series = Series.From([new Sample(1000, 5)], 64);
        Assert.False(series.Add(new Sample(time, value)));
        Assert.Equal([new Sample(1000, 5)], series.Samples.ToArray());
    }

    [Fact]
    public void AYoungSeriesTakesNoMoreThanItHoldsAndAnOldOneAllocatesNothing()
    {
        var samples = Of(3000, Slow, s => 100 * MiB + s);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var series = new Series(Series.CapacityMax);
        for (var i = 0; i < 8; i++) series.Add(samples[i]);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 128, 512);

        series = Series.From(samples.AsSpan(0, 1000), 128);
        before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 1000; i < 3000; i++) series.Add(samples[i]);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void AWidenedSeriesKeepsWhatItHeldAndMoreOfWhatFollows()
    {
        var samples = Of(400, Slow, s => MiB * (s + 1));
        var series = Series.From(samples.AsSpan(0, 200), 48);
        var held = series.Samples.ToArray();
        series.Widen(128);
        foreach (var sample in samples[200..260]) series.Add(sample);
        Assert.Equal([.. held, .. samples[200..260]], series.Samples.ToArray());
        foreach (var sample in samples[260..]) series.Add(sample);
        Assert.InRange(series.Count, 64, 128);
        Assert.Equal(samples[^32..], series.Samples[^32..].ToArray());
    }

    [Fact]
    public void AnEmptySeriesHasNoEnds()
    {
        var series = new Series(64);
        Assert.Equal((null, null, TimeSpan.Zero, 0), (series.First, series.Last, series.Span, series.Count));
    }

    [Fact]
    public void AFloorTakenOverLongerTimeDoesNotLookLikeGrowth()
    {
        // Old buckets hold the least of many samples and recent ones single samples: compared as they are, any noise would rise.
        var options = new DetectionOptions { BytesPerHourMin = 0, RelativePerHourMin = 0 };
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var series = Series.From(Of(1000 + 37 * seed, Slow, _ => 500 * MiB + 50 * MiB * Normal(random)), 128);
            Assert.Equal(Verdict.Healthy, Judge(series.Samples, options).Verdict);
        }
    }

    [Fact]
    public void AddingAndJudgingAllocateNothing()
    {
        var samples = Of(2000, Slow, s => 100 * MiB + s);
        var series = Series.From(samples.AsSpan(0, 1000), 128);
        var options = new DetectionOptions();
        for (var i = 0; i < 50; i++) Judge(series.Samples, options);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 1000; i < 2000; i++)
        {
            series.Add(samples[i]);
            Judge(series.Samples, options);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
    }
}
