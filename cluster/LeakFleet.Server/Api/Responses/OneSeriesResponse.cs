namespace LeakFleet.Server.Api;

/// <summary>One series of one process.</summary>
/// <param name="Measure"><c>heap</c>, <c>rss</c>, or <c>type</c> for that of one type.</param>
/// <param name="Type">Empty unless the measure is <c>type</c>.</param>
/// <param name="Unit">Of the values: <c>bytes</c>.</param>
/// <param name="BytesPerHour">Slope of a type; null for the whole.</param>
/// <param name="StartedAt">When the process started: a leak follows age, load follows the clock.</param>
public sealed record OneSeriesResponse(
    string Process,
    string Service,
    string Version,
    DateTimeOffset? StartedAt,
    string Measure,
    string Type,
    string Unit,
    double? BytesPerHour,
    IReadOnlyList<PointResponse> Points);
