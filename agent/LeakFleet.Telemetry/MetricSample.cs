namespace LeakFleet.Telemetry;

/// <summary>One series at one moment.</summary>
internal sealed record MetricSample(IReadOnlyList<KeyValuePair<string, string>> Labels, double Value, long Count, IReadOnlyList<long> Buckets);
