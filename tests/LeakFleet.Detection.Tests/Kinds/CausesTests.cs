namespace LeakFleet.Detection.Tests.Kinds;

public sealed class CausesTests
{
    private const double Mebibyte = 1 << 20;

    [Fact]
    public void AProcessThatStandsStillHasNoFinding() =>
        Assert.All(Enumerable.Range(1, 20), seed => Assert.Empty(new MeasuredProcess(seed).Steady().RunTo(48)));

    [Theory]
    [InlineData(Measure.NativeBytes, "native", 90e6, 3e6, 1e6)]
    [InlineData(Measure.FragmentationBytes, "fragmentation", 6e6, 2e6, 1e6)]
    [InlineData(Measure.FinalizerBacklog, "finalizer-backlog", 0, 500, 50)]
    [InlineData(Measure.Handles, "handles", 3000, 200, 60)]
    [InlineData(Measure.Pinned, "handles", 40, 30, 4)]
    [InlineData(Measure.Threads, "threads", 45, 2, 1)]
    [InlineData(Measure.FileDescriptors, "file-descriptors", 180, 6, 5)]
    [InlineData(Measure.LoadContexts, "load-contexts", 120, 2, 0)]
    public void WhatGrowsAloneIsNamed(Measure measure, string kind, double level, double perHour, double noise)
    {
        var finding = Assert.Single(new MeasuredProcess().Steady().With(measure, h => level + perHour * h, noise).RunTo(24));
        Assert.Equal(kind, finding.Kind);
        Assert.InRange(finding.PerHour, 0.8 * perHour, 1.2 * perHour);
        Assert.Contains("/h", finding.Evidence[0], StringComparison.Ordinal);
        Assert.InRange(finding.Growth.From, 0.7 * level - 1, level + 3 * perHour + 3 * noise);
    }

    [Fact]
    public void ThreadsThatLeakAreOneFindingThoughTheirStacksAndHandlesGrowToo()
    {
        var process = new MeasuredProcess().Steady()
            .With(Measure.Threads, h => Math.Floor(45 + 6 * h))
            .With(Measure.NativeBytes, h => 90e6 + 6 * h * 120e3, 1e6)
            .With(Measure.Handles, h => 3000 + 18 * h, 20);
        process.Managed = MeasuredProcess.Growing(MeasuredProcess.Type("System.Threading.Thread", 6 * 200, 6));
        var finding = Assert.Single(process.RunTo(36));
        Assert.Equal("threads", finding.Kind);
        Assert.True(finding.ExplainsManaged);
        Assert.InRange(finding.BytesPerHour, 6 * 100e3, 6 * 140e3);
    }

    [Fact]
    public void NativeGrowthThatThreadsCannotAccountForIsASecondFinding()
    {
        var kinds = new MeasuredProcess().Steady()
            .With(Measure.Threads, h => Math.Floor(45 + 2 * h)).With(Measure.NativeBytes, h => 90e6 + h * 60 * Mebibyte, 1e6).RunTo(36).Select(f => f.Kind);
        Assert.Equal(["threads", "native"], kinds);
    }

    [Fact]
    public void ManagedGrowthDoesNotShowAsNative()
    {
        // The collector's card tables and marks: a few percent of what it manages.
        var process = new MeasuredProcess().Steady().With(Measure.NativeBytes, h => 90e6 + 0.03 * 40 * Mebibyte * h, 0.1e6);
        process.Managed = MeasuredProcess.Growing(MeasuredProcess.Type("Shop.Order", 40 * Mebibyte, 1e5));
        Assert.Empty(process.RunTo(24));
    }

    [Fact]
    public void ObjectsThatHoldNativeMemoryGiveItTheirName()
    {
        var process = new MeasuredProcess().Steady().With(Measure.NativeBytes, h => 90e6 + 20 * Mebibyte * h, 1e6);
        process.Managed = MeasuredProcess.Growing(MeasuredProcess.Type("Shop.Bitmap", 0.5 * Mebibyte, 5000));
        var finding = Assert.Single(process.RunTo(24));
        Assert.Equal(("native", "Shop.Bitmap", true), (finding.Kind, finding.Type, finding.ExplainsManaged));
    }

    [Fact]
    public void HolesThatManyNewObjectsLeaveAreNotFragmentation()
    {
        var process = new MeasuredProcess().Steady().With(Measure.FragmentationBytes, h => 6e6 + 4 * Mebibyte * h, 1e6);
        process.Managed = MeasuredProcess.Growing(MeasuredProcess.Type("Shop.Order", 20 * Mebibyte, 1e5));
        Assert.Empty(process.RunTo(24));
    }

    [Fact]
    public void AHeapTwiceAsLargeHasTwiceAsManyHoles()
    {
        Assert.Empty(new MeasuredProcess().Steady()
            .With(Measure.LiveBytes, h => 100e6 + 10e6 * h, 2e6).With(Measure.FragmentationBytes, h => 10e6 + 1e6 * h, 0.3e6).RunTo(36));
        Assert.Equal("fragmentation", Assert.Single(new MeasuredProcess().Steady()
            .With(Measure.LiveBytes, h => 100e6 + 1e6 * h, 2e6).With(Measure.FragmentationBytes, h => 10e6 + 1e6 * h, 0.3e6).RunTo(36)).Kind);
    }

    [Fact]
    public void ABlockedFinalizerIsTheCauseOfAllThatWaitsForIt()
    {
        var process = new MeasuredProcess().Steady()
            .With(Measure.FinalizerBacklog, h => 1000 * h)
            .With(Measure.FileDescriptors, h => 180 + 1000 * h)
            .With(Measure.Handles, h => 3000 + 1000 * h)
            .With(Measure.NativeBytes, h => 90e6 + 5 * Mebibyte * h, 1e6);
        process.Managed = MeasuredProcess.Growing(MeasuredProcess.Type("Shop.FileLease", 8 * Mebibyte, 1000));
        var finding = Assert.Single(process.RunTo(12));
        Assert.Equal(("finalizer-backlog", "Shop.FileLease"), (finding.Kind, finding.Type));
        Assert.InRange(finding.BytesPerHour, 12 * Mebibyte, 14 * Mebibyte);
        Assert.Equal(5, finding.Evidence.Count);
    }

    [Fact]
    public void LoadContextsAreTheCauseOfTheirHandlesMemoryAndTypes()
    {
        var process = new MeasuredProcess().Steady()
            .With(Measure.LoadContexts, h => Math.Floor(120 + 3 * h))
            .With(Measure.Handles, h => 3000 + 30 * h, 30)
            .With(Measure.NativeBytes, h => 90e6 + 3 * h * 200e3, 0.5e6);
        process.Managed = MeasuredProcess.Growing(MeasuredProcess.Type("Plugins.ReportPlugin", 3 * 200e3, 3 * 100));
        Assert.Equal("load-contexts", Assert.Single(process.RunTo(36)).Kind);
    }

    [Fact]
    public void HandlesOfWeakReferencesBelongToTheirObjects()
    {
        var process = new MeasuredProcess().Steady().With(Measure.Handles, h => 3000 + 1000 * h, 30);
        process.Managed = MeasuredProcess.Growing(
            MeasuredProcess.Type("Shop.View", 2 * Mebibyte, 1000), MeasuredProcess.Type("System.WeakReference<Shop.View>", 24e3, 1000));
        Assert.Empty(process.RunTo(24));
    }

    [Fact]
    public void TypesThatDoNotKeepPaceWithDescriptorsAreALeakOfTheirOwn()
    {
        var process = new MeasuredProcess().Steady().With(Measure.FileDescriptors, h => 180 + 10 * h, 5);
        process.Managed = MeasuredProcess.Growing(MeasuredProcess.Type("Shop.Order", 20 * Mebibyte, 1e5));
        var finding = Assert.Single(process.RunTo(24));
        Assert.Equal(("file-descriptors", "", false), (finding.Kind, finding.Type, finding.ExplainsManaged));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(10)]
    [InlineData(20)]
    [InlineData(30)]
    [InlineData(50)]
    [InlineData(72)]
    public void WhatFollowsTheLoadIsNoLeakAtWhateverHourOneLooks(double hours)
    {
        Assert.All([0, 6, 12, 18], at => Assert.Empty(Busy(at).RunTo(hours)));

        static MeasuredProcess Busy(double at)
        {
            double Load(double h) => 1 - 0.7 * Math.Cos((h + at) * Math.PI / 12);
            return new MeasuredProcess().Steady().WithLoad(Load)
                .With(Measure.Threads, h => Math.Floor(30 + 25 * Load(h)), 1)
                .With(Measure.FileDescriptors, h => Math.Floor(100 + 300 * Load(h)), 10)
                .With(Measure.Handles, h => 900 + 400 * Load(h), 10);
        }
    }

    [Fact]
    public void ThreadsThatLeakAreFoundUnderALoadThatMovesThem()
    {
        double Load(double h) => 1 - 0.5 * Math.Cos(h * Math.PI / 12);
        var finding = Assert.Single(new MeasuredProcess().Steady().WithLoad(Load).With(Measure.Threads, h => Math.Floor(30 + 15 * Load(h) + 0.5 * h), 1).RunTo(72));
        Assert.Equal("threads", finding.Kind);
        Assert.InRange(finding.PerHour, 0.4, 0.6);
    }

    [Fact]
    public void ArenasAndCompiledCodeOfTheFirstHoursAreNoNativeLeak() =>
        Assert.All([0.5, 2, 6], tau => Assert.All([3, 6, 12, 24, 48], hours => Assert.Empty(
            new MeasuredProcess().Steady().With(Measure.NativeBytes, h => 60e6 * (1 - 0.3 * Math.Exp(-h / tau)), 0.3e6).RunTo(hours))));

    [Theory]
    [InlineData(6, 0.3)]
    [InlineData(48, 0.12)]
    [InlineData(60, 0.1)]
    public void TimeLeftIsToldFromThePeaksOfUsage(double hours, double share)
    {
        var process = new MeasuredProcess().Steady().With(Measure.HeadroomBytes, h => 1000e6 - 10e6 * h + 15e6 * Math.Sin(h * Math.PI / 12), 2e6);
        process.RunTo(hours);
        var forecast = process.Measures.HoursToLimit(MeasuredProcess.Start, MeasuredProcess.Start + (long)(hours * 3_600_000), 10e6)!.Value;
        // The wave takes 15 MB at its worst, an hour and a half of the leak.
        Assert.InRange(100 - hours, forecast.Low, forecast.High);
        Assert.InRange(forecast.Hours, (100 - hours) * (1 - share) - 2, (100 - hours) * (1 + share));
        Assert.True(forecast.High - forecast.Low < 4 * (100 - hours), forecast.ToString());
    }

    [Fact]
    public void WithoutALimitOrARiseNoTimeIsToldAtAll()
    {
        var steady = new MeasuredProcess().Steady();
        steady.RunTo(24);
        var forecast = steady.Measures.HoursToLimit(MeasuredProcess.Start, MeasuredProcess.Start + 24 * 3_600_000, 0);
        Assert.True(forecast is null || forecast.Value.Hours > 1000, forecast.ToString());
        Assert.Null(new MeasuredProcess().Measures.HoursToLimit(MeasuredProcess.Start, MeasuredProcess.Start, 5e6));
    }

    [Fact]
    public void APoolThatGrowsByAFewThreadsIsNoLeak() =>
        Assert.Empty(new MeasuredProcess().Steady().With(Measure.Threads, h => Math.Floor(45 + Math.Min(6, h / 4))).RunTo(72));

    [Fact]
    public void ThreadsThatComeAndGoWithTheDayAreNoLeak() =>
        Assert.Empty(new MeasuredProcess().Steady()
            .With(Measure.Threads, h => Math.Floor(60 + 30 * Math.Sin(h * Math.PI / 12)))
            .With(Measure.FileDescriptors, h => Math.Floor(300 + 150 * Math.Sin(h * Math.PI / 12))).RunTo(96));
}
