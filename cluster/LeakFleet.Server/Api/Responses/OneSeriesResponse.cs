namespace LeakFleet.Server.Api;

/// <summary>One series of one process.</summary>
/// <param name="Measure"><c>heap</c>, <c>rss</c>, <c>type</c> for that of one type; else what is followed beside them, such as <c>threads</c> or <c>native</c>.</param>
/// <param name="Type">Empty unless the measure is <c>type</c>.</param>
/// <param name="Unit">Of the values: <c>bytes</c> or <c>count</c>.</param>
/// <param name="BytesPerHour">Slope of a type, or of a measure in bytes; null for the whole.</param>
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
    IReadOnlyList<PointResponse> Points)
{
    /// <summary>Slope of what is counted; null for what is measured in bytes.</summary>
    public double? PerHour { get; init; }
}
