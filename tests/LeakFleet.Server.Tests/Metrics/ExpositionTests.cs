using System.Diagnostics.Metrics;
using LeakFleet.Telemetry;

namespace LeakFleet.Server.Tests.Metrics;

public sealed class ExpositionTests : IDisposable
{
    private readonly Meter _meter = new("Test.Exposition");
    private readonly MetricRegistry _registry;

    public ExpositionTests() => _registry = new MetricRegistry(meter => meter == _meter);

    [Fact]
    public void EveryKindIsWrittenAsPrometheusReadsIt()
    {
        _meter.CreateCounter<long>("app.frames.received", "{frame}", "Frames").Add(3);
        _meter.CreateUpDownCounter<long>("app.connections", "{connection}", "Connections").Add(2, new KeyValuePair<string, object?>("kind", "a"));
        _meter.CreateObservableGauge("app.limit", () => 1.5, "s", "Limit");
        var walks = _meter.CreateHistogram("app.walk.duration", "s", "Walks", [], new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        walks.Record(0.05);
        walks.Record(0.1);
        walks.Record(0.5);
        walks.Record(7);
        Assert.Equal("""
            # HELP app_connections Connections
            # TYPE app_connections gauge
            app_connections{kind="a"} 2
            # HELP app_frames_received_total Frames
            # TYPE app_frames_received_total counter
            app_frames_received_total 3
            # HELP app_limit_seconds Limit
            # TYPE app_limit_seconds gauge
            app_limit_seconds 1.5
            # HELP app_walk_duration_seconds Walks
            # TYPE app_walk_duration_seconds histogram
            app_walk_duration_seconds_bucket{le="0.1"} 2
            app_walk_duration_seconds_bucket{le="1"} 3
            app_walk_duration_seconds_bucket{le="+Inf"} 4
            app_walk_duration_seconds_sum 7.65
            app_walk_duration_seconds_count 4

            """, Exposition.Write(_registry, Exposition.TextType));
    }

    [Fact]
    public void OpenMetricsNamesTheFamilyWithoutItsSuffixAndEnds()
    {
        _meter.CreateCounter<double>("app.cpu", "s", "Time").Add(0.25);
        Assert.Equal("""
            # HELP app_cpu_seconds Time
            # TYPE app_cpu_seconds counter
            # UNIT app_cpu_seconds seconds
            app_cpu_seconds_total 0.25
            # EOF

            """, Exposition.Write(_registry, Exposition.OpenMetricsType));
    }

    [Fact]
    public void ACounterThatNeverCountedIsZeroSoThatItsFirstEventIsARise()
    {
        _meter.CreateCounter<long>("app.failures");
        Assert.Contains("\napp_failures_total 0\n", Exposition.Write(_registry, Exposition.TextType));
    }

    [Fact]
    public void LabelsFromTargetsCannotBreakOut()
    {
        var hostile = "x\"} 1\nevil_metric 1\\ \u001b[2J \ud800 é";
        _meter.CreateCounter<long>("app.c").Add(1, new KeyValuePair<string, object?>("type", hostile), new KeyValuePair<string, object?>("0 bad", "y"));
        var line = Exposition.Write(_registry, Exposition.TextType).Split('\n').Single(l => l.StartsWith("app_c_total{", StringComparison.Ordinal));
        Assert.Equal("app_c_total{_0_bad=\"y\",type=\"x\\\"} 1\\nevil_metric 1\\\\ \ufffd[2J \ufffd é\"} 1", line);
    }

    [Fact]
    public void TheNumberOfSeriesIsBoundedAndTheRestShareOne()
    {
        var counter = _meter.CreateCounter<long>("app.c");
        for (var i = 0; i < MetricRegistry.SeriesMax + 100; i++) counter.Add(1, new KeyValuePair<string, object?>("n", i));
        var lines = Exposition.Write(_registry, Exposition.TextType).Split('\n').Where(l => l.StartsWith("app_c_total{", StringComparison.Ordinal)).ToList();
        Assert.Equal(MetricRegistry.SeriesMax + 1, lines.Count);
        Assert.Contains("app_c_total{otel_metric_overflow=\"true\"} 100", lines);
    }

    [Fact]
    public void WhatIsObservedNoLongerIsShownNoLonger()
    {
        string[] names = ["a", "b"];
        _meter.CreateObservableGauge("app.g", () => names.Select(n => new Measurement<int>(1, new KeyValuePair<string, object?>("n", n))));
        Assert.Contains("app_g{n=\"b\"} 1", Exposition.Write(_registry, Exposition.TextType));
        names = ["a"];
        Assert.DoesNotContain("n=\"b\"", Exposition.Write(_registry, Exposition.TextType));
    }

    [Fact]
    public async Task ReadersAtTheSameTimeEachGetEverything()
    {
        _meter.CreateObservableGauge("app.g", () => Enumerable.Range(0, 50).Select(n => new Measurement<int>(1, new KeyValuePair<string, object?>("n", n))));
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(() => Enumerable.Range(0, 100).Select(_ => Exposition.Write(_registry, Exposition.TextType).Split("app_g{n=").Length - 1).ToList()));
        Assert.All(await Task.WhenAll(readers), counts => Assert.All(counts, count => Assert.Equal(50, count)));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("*/*", false)]
    [InlineData("text/html", false)]
    [InlineData("application/openmetrics-text", true)]
    [InlineData("application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.3,*/*;q=0.1", true)]
    [InlineData("application/openmetrics-text;version=1.0.0;q=0.2,text/plain;version=0.0.4;q=0.3", false)]
    [InlineData("application/openmetrics-text;version=2.0.0", false)]
    [InlineData("application/openmetrics-text;q=x", false)]
    public void TheReaderChoosesTheFormat(string? accept, bool isOpenMetrics) =>
        Assert.Equal(isOpenMetrics ? Exposition.OpenMetricsType : Exposition.TextType, Exposition.ContentType(accept));

    public void Dispose()
    {
        _registry.Dispose();
        _meter.Dispose();
    }
}
