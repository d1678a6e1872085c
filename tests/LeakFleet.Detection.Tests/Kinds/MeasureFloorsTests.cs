namespace LeakFleet.Detection.Tests.Kinds;

public sealed class MeasureFloorsTests
{
    private const long Width = 60_000;
    private const long Start = 1_700_000_040_000;   // a multiple of the width

    private readonly MeasureFloors _floors = new(Width);

    [Fact]
    public void TheLeastOfEachBucketStays()
    {
        foreach (var value in new[] { 5.0, 3, 9 }) _floors.Observe(Measure.Threads, Start, value);
        _floors.Observe(Measure.Threads, Start + Width, 7);
        _floors.Observe(Measure.Threads, Start + 2 * Width, 4);
        Assert.Equal([3f, 7f], _floors.Closed(Measure.Threads).ToArray());
        Assert.Equal(4f, _floors.Latest(Measure.Threads));
    }

    [Fact]
    public void AMeasureThatWasNotSeenIsUnknownAndNotZero()
    {
        _floors.Observe(Measure.Threads, Start, 5);
        _floors.Observe(Measure.Handles, Start + 2 * Width, 9);
        Assert.Equal([5f, float.NaN], _floors.Closed(Measure.Threads).ToArray());
        Assert.Equal([float.NaN, float.NaN], _floors.Closed(Measure.Handles).ToArray());
        Assert.Equal(float.NaN, _floors.Latest(Measure.Pinned));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void WhatIsNoFigureIsIgnored(double value)
    {
        _floors.Observe(Measure.NativeBytes, Start, value);
        Assert.Equal(0, _floors.Axis.Count);
    }

    [Fact]
    public void FloorsAreKeptWhenBucketsDouble()
    {
        for (var i = 0; i < 1000; i++) _floors.Observe(Measure.Handles, Start + i * Width, 1000 + i);
        var closed = _floors.Closed(Measure.Handles);
        Assert.InRange(closed.Length, 24, 47);
        for (var bucket = 0; bucket < closed.Length; bucket++)
        {
            var begins = Math.Max(Start, _floors.Axis.FromUnixMilliseconds + bucket * _floors.Axis.WidthMilliseconds);
            Assert.Equal(1000 + (begins - Start) / Width, closed[bucket]);
        }
    }

    [Fact]
    public void ObservingAndJudgingAllocateNothing()
    {
        var measures = new ProcessMeasures(new DetectionOptions(), Width);
        Run(0, 2000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(2000, 4000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run(int from, int to)
        {
            for (var i = from; i < to; i++)
            {
                var now = Start + i * Width;
                measures.BeginAt(now, Start);
                for (var measure = 0; measure < MeasureFloors.MeasureCount; measure++) measures.Observe((Measure)measure, now, 1000 + 3 * i + i % 7);
            }
        }
    }
}
