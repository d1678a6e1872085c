using System.Buffers;
using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet.Tests.Monitors;

public sealed class ProcessMonitorTests
{
    private readonly ProcessMonitor _monitor = new(Histograms.Key(), new FleetOptions());
    private readonly Feed _feed;

    public ProcessMonitorTests() => _feed = new Feed(_monitor.Observe);

    [Fact]
    public void ALeakIsFoundAndNamedByTheApplicationsOwnType()
    {
        _feed.Say(Histograms.Description());
        _feed.Say(Memory(limit: 1_000_000_000, usage: 400_000_000));
        _feed.Run(120, Scenarios.Leak);

        var finding = _monitor.Summary().Finding;
        Assert.NotNull(finding);
        Assert.Equal(Verdict.Leak, _monitor.Summary().Verdict);
        Assert.Equal("Shop.Order", finding.Type);
        Assert.Equal("Shop", finding.Assembly);
        Assert.Equal(["Shop.Order", "System.String"], finding.Growing.Select(t => t.Type));
        Assert.Equal(16, finding.Fingerprint.Length);
        var expected = 60.0 * (700 * 48 + 1400 * 60);
        Assert.InRange(finding.BytesPerHour, expected * 0.95, expected * 1.05);
        Assert.InRange(finding.Growing[0].InstancesPerHour, 60 * 700 * 0.95, 60 * 700 * 1.05);
        Assert.InRange(finding.HoursToLimit!.Value, 600_000_000 / expected * 0.9, 600_000_000 / expected * 1.1);
        var shown = _monitor.Detail().Types[0];
        Assert.Equal(Verdict.Leak, shown.Verdict);
    }

    [Fact]
    public void ALeakOfBuffersIsNamedByTheTinyTypeThatHoldsThem()
    {
        _feed.Say(Histograms.Description());
        _feed.Run(120, Scenarios.BufferLeak);

        var finding = _monitor.Summary().Finding!;
        Assert.Equal(("Shop.ChartView", "Shop"), (finding.Type, finding.Assembly));
        Assert.Equal(["Shop.ChartView", "System.Byte[]"], finding.Growing.Select(t => t.Type));
        Assert.True(finding.SinceUnixMilliseconds >= Histograms.Start);

        var output = new ArrayBufferWriter<byte>();
        _monitor.Save(output);
        var restored = ProcessMonitor.Load(_monitor.Key, output.WrittenSpan, new FleetOptions(), out var fault);
        Assert.Null(fault);
        Assert.Equal(finding.Fingerprint, restored!.Summary().Finding!.Fingerprint);
    }

    [Fact]
    public void WithoutAGen2CollectionTheDeadThatPileUpAreNoLeakAndALeakIsFoundOnceTheyCome()
    {
        _feed.Say(Histograms.Description());
        for (var i = 0; i < 180; i++)
        {
            _feed.Minutes++;
            _feed.Say(Histograms.Of(Scenarios.Leak(_feed.Minutes)) with { AfterGen2 = false });
            Assert.Equal(Verdict.Learning, _monitor.Summary().Verdict);
            Assert.Null(_monitor.Summary().Finding);
        }

        _feed.Run(120, Scenarios.Leak);
        Assert.Equal("Shop.Order", _monitor.Summary().Finding?.Type);
    }

    [Fact]
    public void ALeakThatIsKnownStaysKnownWhileGen2CollectionsStayAway()
    {
        _feed.Say(Histograms.Description());
        _feed.Run(120, Scenarios.Leak);
        for (var i = 0; i < 100; i++)
        {
            _feed.Minutes++;
            _feed.Say(Histograms.Of(Scenarios.Leak(_feed.Minutes)) with { AfterGen2 = false });
        }

        Assert.Equal("Shop.Order", _monitor.Summary().Finding?.Type);
    }

    [Fact]
    public void AFindingDoesNotChangeWhileItsBuffersComeAndGo()
    {
        _feed.Say(Histograms.Description());
        var (fingerprints, rates) = (new HashSet<string>(), new List<double>());
        for (var i = 0; i < 520; i++)
        {
            _feed.Run(1, Scenarios.NoisyBuffers);
            // Until then what began with the process may be entries that live for a while.
            if (_feed.Minutes <= 240) continue;
            var finding = _monitor.Summary().Finding!;
            fingerprints.Add(finding.Fingerprint);
            rates.Add(finding.BytesPerHour);
        }

        Assert.Single(fingerprints);
        Assert.InRange(rates.Max() / rates.Min(), 1, 1.1);
    }

    [Fact]
    public void ALeakNamedByWhatAContainerHoldsIsOfThatTypesAssembly()
    {
        _feed.Say(Histograms.Description());
        _feed.Run(120, minute => [Histograms.Row("Shop.Cart", 1, 48, "Shop.Core"), Scenarios.GrowingTable(minute)]);
        Assert.Equal(("Shop.Cart", "Shop.Core"), (_monitor.Summary().Finding?.Type, _monitor.Summary().Finding?.Assembly));
    }

    [Fact]
    public void WhereNoRowSaysWhoseATypeIsItsAssemblyStaysOpen()
    {
        _feed.Say(Histograms.Description());
        _feed.Run(120, minute => [Scenarios.GrowingTable(minute)]);
        Assert.Equal(("Shop.Cart", ""), (_monitor.Summary().Finding?.Type, _monitor.Summary().Finding?.Assembly));
    }

    [Fact]
    public void ALeakThatBeginsLateInAQuietTypeIsFound()
    {
        _feed.Say(Histograms.Description());
        _feed.Run(1000, Scenarios.Steady);
        _feed.Run(600, minute => [.. Scenarios.Steady(minute), Histograms.Row("Shop.Late", 10, 1_000_000 + Math.Max(0, minute - 1000) * 40_000)]);
        Assert.Equal("Shop.Late", _monitor.Summary().Finding?.Type);
    }

    [Fact]
    public void ASteadyProcessIsHealthyOnceThereIsEnoughEvidence()
    {
        _feed.Say(Histograms.Description());
        _feed.Run(5, Scenarios.Steady);
        Assert.Equal(Verdict.Learning, _monitor.Summary().Verdict);
        _feed.Run(115, Scenarios.Steady);
        Assert.Equal(Verdict.Healthy, _monitor.Summary().Verdict);
        Assert.Null(_monitor.Summary().Finding);
    }

    [Fact]
    public void ACacheThatFillsIsNeverALeak()
    {
        _feed.Say(Histograms.Description());
        for (var i = 0; i < 240; i++)
        {
            _feed.Run(1, Scenarios.WarmUp);
            Assert.NotEqual(Verdict.Leak, _monitor.Summary().Verdict);
        }

        Assert.Equal(Verdict.Healthy, _monitor.Summary().Verdict);
    }

    [Fact]
    public void AWaveOfLoadIsNeverALeak()
    {
        _feed.Say(Histograms.Description());
        for (var i = 0; i < 360; i++)
        {
            _feed.Run(1, Scenarios.Wave);
            Assert.NotEqual(Verdict.Leak, _monitor.Summary().Verdict);
        }
    }

    [Fact]
    public void APartialHistogramIsCountedButIsNotADrop()
    {
        _feed.Run(10, Scenarios.Steady);
        var before = _monitor.Detail();
        _feed.Minutes++;
        var observation = _feed.Say(Histograms.Of(Histograms.Row("Shop.Around1", 1, 1)) with { Completeness = Histograms.Partial(0.9) });
        Assert.True(observation.PartialHistogram);
        var after = _monitor.Detail();
        Assert.Equal(before.HeapBytes, after.HeapBytes);
        Assert.Equal(before.Types.Select(t => t.Bytes), after.Types.Select(t => t.Bytes));
        Assert.Equal(before.Summary.Histograms + 1, after.Summary.Histograms);
        Assert.Equal(10, after.LastCompleteness!.RegionsSkipped);
    }

    [Fact]
    public void AHistogramOfNothingIsPartial()
    {
        Assert.True(_feed.Say(Histograms.Of() with { Completeness = Completeness.Nothing }).PartialHistogram);
        Assert.Empty(_monitor.Detail().HeapBytes);
    }

    [Fact]
    public void ANearlyCompleteHistogramCounts()
    {
        Assert.False(_feed.Say(Histograms.Of(Histograms.Row("Shop.A", 1, 100)) with { Completeness = Histograms.Partial(0.99) }).PartialHistogram);
        Assert.Single(_monitor.Detail().HeapBytes);
    }

    [Fact]
    public void SurvivorsAreMeasuredAfterGen2AndTheFirstOtherHistogramDoesNotMix()
    {
        var row = new TypeRow("Shop.A", "Shop", new GenerationValues(5, 5, 1, 1, 1, 9), new GenerationValues(500, 500, 10, 10, 10, 900));
        _feed.Minutes = 1;
        _feed.Say(Histograms.Of(row) with { AfterGen2 = false });
        Assert.Equal(1930, _monitor.Detail().HeapBytes.Single().Value);
        _feed.Minutes = 2;
        _feed.Say(Histograms.Of(row));
        Assert.Equal(530, _monitor.Detail().HeapBytes.Single().Value);
        Assert.Equal((8, 530), (_monitor.Detail().Types.Single().Count, _monitor.Detail().Types.Single().Bytes));
        _feed.Minutes = 3;
        _feed.Say(Histograms.Of(row) with { AfterGen2 = false });
        Assert.Equal(530, _monitor.Detail().HeapBytes.Single().Value);
        Assert.Equal(1930, _monitor.Summary().HeapBytes);
    }

    [Fact]
    public void AHistogramFromThePastIsIgnoredUntilTheClockIsSeenToBeSetBack()
    {
        _feed.Run(20, Scenarios.Steady);
        var before = _monitor.Detail().HeapBytes;
        _feed.Minutes = 5;
        _feed.Say(Histograms.Of(Scenarios.Steady(5)));
        Assert.Equal(before, _monitor.Detail().HeapBytes);
        for (var i = 0; i < SampleClock.BackwardMax; i++)
        {
            _feed.Minutes++;
            _feed.Say(Histograms.Of(Scenarios.Steady(_feed.Minutes)));
        }

        Assert.InRange(_monitor.Detail().HeapBytes[^1].UnixMilliseconds, Histograms.Start, Histograms.Start + 5 * Histograms.Minute + SampleClock.BackwardMax * Histograms.Minute);
        Assert.InRange(_monitor.Detail().HeapBytes.Count, 1, SampleClock.BackwardMax);
    }

    [Fact]
    public void AHistogramFromTheFarFutureDoesNotBlockLaterOnes()
    {
        var data = Histograms.Message(1, Histograms.Of(Histograms.Row("Shop.A", 1, 1))) with { UnixMilliseconds = long.MaxValue };
        _monitor.Observe(data, Histograms.Start);
        _monitor.Observe(Histograms.Message(2, Histograms.Of(Histograms.Row("Shop.A", 1, 1))), Histograms.Start);
        Assert.Single(_monitor.Detail().HeapBytes);
    }

    [Fact]
    public void ATypeThatIsGoneHasNoneButATypeFoldedAwayIsUnknown()
    {
        _feed.Minutes = 1;
        _feed.Say(Histograms.Of(Histograms.Row("Shop.A", 1, 1000), Histograms.Row("Shop.B", 1, 2000)));
        _feed.Minutes = 2;
        _feed.Say(Histograms.Of(Histograms.Row("Shop.B", 1, 2000), Histograms.Row(Histogram.OtherTypes, 9, 900, "")));
        Assert.Equal([1000.0], SeriesOf("Shop.A"));
        _feed.Minutes = 5;
        _feed.Say(Histograms.Of(Histograms.Row("Shop.B", 1, 2000)));
        Assert.Equal([1000.0, 0.0], SeriesOf("Shop.A"));
    }

    [Fact]
    public void EverySeriesIsBounded()
    {
        for (var i = 0; i < 400; i++)
        {
            _feed.Run(1, Scenarios.Leak);
            _feed.Say(Memory(-1, -1));
            _feed.Say(new Collections([default, default]));
        }

        var detail = _monitor.Detail();
        Assert.InRange(detail.HeapBytes.Count, BucketAxis.BucketsMax / 2, BucketAxis.BucketsMax);
        Assert.InRange(detail.RssBytes.Count, BucketAxis.BucketsMax / 2, BucketAxis.BucketsMax);
        Assert.All(detail.Types, type => Assert.InRange(type.Series.Count, BucketAxis.BucketsMax / 2, BucketAxis.BucketsMax));
        Assert.Equal(64, detail.LastCollections.Count);
        Assert.Equal(new FleetOptions().TypesShownMax, detail.Types.Count);
    }

    [Fact]
    public void AChangedServiceIsSaid()
    {
        Assert.Null(_feed.Say(Histograms.Description("a")).FormerService);
        Assert.Null(_feed.Say(Histograms.Description("a")).FormerService);
        Assert.Equal("a", _feed.Say(Histograms.Description("b")).FormerService);
    }

    [Fact]
    public void UnknownSizesStayUnknown()
    {
        var summary = _monitor.Summary();
        Assert.Equal((-1, -1, -1), (summary.HeapBytes, summary.RssBytes, summary.ContainerLimitBytes));
        _feed.Say(new ProcessMemory(-1, -1, -1, -1, -1, -1, -1));
        Assert.Empty(_monitor.Detail().RssBytes);
    }

    private static ProcessMemory Memory(long limit, long usage) => new(100_000_000, 20_000_000, 90_000_000, 20, 100, limit, usage);

    private IEnumerable<double> SeriesOf(string type) => _monitor.Detail().Types.Single(t => t.Type == type).Series.Select(s => s.Value);
}
