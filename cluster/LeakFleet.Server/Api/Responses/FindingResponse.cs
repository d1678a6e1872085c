namespace LeakFleet.Server.Api;

/// <summary>One leak in one process.</summary>
/// <param name="Fingerprint">Equal for the same leak in every replica and after a restart.</param>
/// <param name="BytesPerHourLow">Lower end of the 95 % confidence interval.</param>
/// <param name="HoursToLimit">Until the container limit at this rate; null without a limit.</param>
public sealed record FindingResponse(
    string Fingerprint,
    string Kind,
    string Type,
    string Assembly,
    IReadOnlyList<GrowingTypeResponse> Growing,
    DateTimeOffset SinceAt,
    double? BytesPerHour,
    double? BytesPerHourLow,
    double? BytesPerHourHigh,
    double? PValue,
    double? HoursToLimit);
