namespace LeakFleet.Server.Api;

/// <summary>One version of a service with regard to one leak.</summary>
/// <param name="Grows">Null when it was not watched long enough to say.</param>
/// <param name="BytesPerHour">Of one replica, with its 95 % interval; null where its replicas are gone or too few.</param>
public sealed record VersionTrendResponse(
    string Version, DateTimeOffset? FirstStartedAt, bool? Grows, double? BytesPerHour, double? BytesPerHourLow, double? BytesPerHourHigh);
