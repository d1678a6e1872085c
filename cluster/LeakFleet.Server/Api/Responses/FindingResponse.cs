namespace LeakFleet.Server.Api;

/// <summary>One leak in one process.</summary>
/// <param name="Fingerprint">Equal for the same leak in every replica and after a restart.</param>
/// <param name="BytesPerHourLow">Lower end of the 95 % confidence interval.</param>
/// <param name="Kind"><c>managed-type</c>, <c>queue</c>, <c>native</c>, <c>fragmentation</c>, <c>finalizer-backlog</c>, <c>handles</c>, <c>threads</c>, <c>file-descriptors</c> or <c>load-contexts</c>.</param>
/// <param name="Type">Empty for a kind that no type grows with.</param>
/// <param name="HoursToLimit">Until the container's limit, or that of the node, is reached; null without a limit.</param>
/// <param name="HoursToLimitLow">Lower end of the 80 % interval of that.</param>
/// <param name="HoursToLimitHigh">Its upper end; null when it may never be reached.</param>
/// <param name="Measure">What rises, for a leak that is named by that and not by types, such as <c>threads</c>; null for one of types.</param>
/// <param name="CountPerHour">By how many that rises; null for a leak that is told in bytes.</param>
/// <param name="Evidence">Figures that show it, in sentences.</param>
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
    double? HoursToLimit,
    double? HoursToLimitLow,
    double? HoursToLimitHigh,
    IReadOnlyList<string> Evidence,
    string? Measure,
    double? CountPerHour);
