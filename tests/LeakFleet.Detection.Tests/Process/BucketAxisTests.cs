namespace LeakFleet.Detection.Tests;

public sealed class BucketAxisTests
{
    private const long Start = 1_700_000_000_000;

    [Fact]
    public void AWidthDoublesWhenTheBucketsRunOutAndEveryTimeKeepsItsBucket()
    {
        var axis = new BucketAxis(1000);
        var places = new List<(long Time, int Bucket)>();
        for (var time = Start; time < Start + 1_000_000; time += 700)
        {
            var (doublings, offset) = axis.Advance(time);
            for (var i = 0; i < places.Count; i++) places[i] = places[i] with { Bucket = (places[i].Bucket + offset) >> doublings };
            places.Add((time, axis.Count - 1));
            Assert.InRange(axis.Count, 1, BucketAxis.BucketsMax);
            Assert.All(places, p => Assert.Equal((p.Time - axis.FromUnixMilliseconds) / axis.WidthMilliseconds, p.Bucket));
        }

        Assert.InRange(axis.Count, BucketAxis.BucketsMax / 2, BucketAxis.BucketsMax);
    }

    [Fact]
    public void TwoAxesOfOneWidthHaveTheSameBuckets()
    {
        var (one, other) = (new BucketAxis(1000), new BucketAxis(1000));
        one.Advance(Start + 123);
        other.Advance(Start + 500_777);
        one.Advance(Start + 1_000_000);
        other.Advance(Start + 1_000_000 + 200_000);
        other.Advance(Start + 1_500_000);
        var wider = Math.Max(one.WidthMilliseconds, other.WidthMilliseconds);
        Assert.Equal(0, wider % Math.Min(one.WidthMilliseconds, other.WidthMilliseconds));
        Assert.Equal(0, one.FromUnixMilliseconds % one.WidthMilliseconds);
        Assert.Equal(0, other.FromUnixMilliseconds % other.WidthMilliseconds);
    }

    [Fact]
    public void AJumpOfAThousandYearsStillFits()
    {
        var axis = new BucketAxis(1);
        axis.Advance(0);
        axis.Advance(Series.UnixMillisecondsMax);
        Assert.InRange(axis.Count, 2, BucketAxis.BucketsMax);
        Assert.NotNull(BucketAxis.Restore(axis.WidthMilliseconds, axis.Count, axis.FirstUnixMilliseconds, axis.LastUnixMilliseconds));
    }

    [Fact]
    public void ASavedAxisThatDoesNotFitTogetherIsNone()
    {
        Assert.Null(BucketAxis.Restore(0, 1, Start, Start));
        Assert.Null(BucketAxis.Restore(1000, 2, Start, Start));
        Assert.Null(BucketAxis.Restore(1000, 1, Start, Start - 1));
        Assert.Null(BucketAxis.Restore(1000, 1000, Start, Start + 999_000));
        Assert.Null(BucketAxis.Restore(1000, 1, -5, Start));
        Assert.Null(BucketAxis.Restore(long.MaxValue, 1, Start, Start));
    }
}
