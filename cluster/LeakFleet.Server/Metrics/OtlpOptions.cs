using LeakFleet.Server.Configuration;

namespace LeakFleet.Server.Metrics;

/// <summary>Where metrics are pushed by OpenTelemetry's protocol.</summary>
internal sealed record OtlpOptions(Uri Endpoint, bool IsGrpc, TimeSpan Interval, Secret? BearerToken);
