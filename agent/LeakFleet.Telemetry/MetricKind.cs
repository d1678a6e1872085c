namespace LeakFleet.Telemetry;

/// <summary>What a metric is to Prometheus.</summary>
public enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}
