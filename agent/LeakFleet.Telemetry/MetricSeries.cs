namespace LeakFleet.Telemetry;

/// <summary>One series of a metric: its labels and what was measured. Written and read under its family's lock.</summary>
internal sealed class MetricSeries(KeyValuePair<string, string>[] labels, int buckets)
{
    public KeyValuePair<string, string>[] Labels => labels;

    /// <summary>The sum of a counter or histogram, the last value of a gauge.</summary>
    public double Value { get; set; }

    public long Count { get; set; }

    /// <summary>Not cumulative; the last one is above every bound.</summary>
    public long[] Buckets { get; } = new long[buckets];
}
