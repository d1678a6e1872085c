using System.Globalization;
using LeakFleet.Server.Text;

namespace LeakFleet.Server.Reports;

/// <summary>The sentences of a report, the same in each of its forms. Each form escapes for itself.</summary>
internal static class ReportWords
{
    private const int TrendMax = 14;

    public static string Period(Report report) =>
        $"{Show(report.FromAt)} to {Show(report.ToAt)}{(report.PreviousId is null ? ", the first of its kind" : "")}{(report.Match.Length > 0 ? $"; only {Printable.Show(report.Match)}" : "")}";

    public static string Counts(ReportCounts counts) => string.Create(
        CultureInfo.InvariantCulture,
        $"{counts.Open} open: {counts.New} new, {counts.Worsening} worsening, {counts.Improving} improving, {counts.Unchanged} unchanged; {counts.Resolved} resolved");

    public static string Change(string change) => change switch
    {
        "new" => "New",
        "regressed" => "Back again",
        "worsening" => "Worsening",
        "improving" => "Improving",
        "resolved" => "Resolved",
        _ => "Unchanged",
    };

    /// <summary>Empty where there is nothing to compare.</summary>
    public static string Rates(ReportFinding finding) => finding is { CountPerDay: { } counted, PreviousCountPerDay: { } before }
        ? $" ({Quantity.Count(before)} per day before, {Quantity.Count(counted)} now)"
        : finding is { BytesPerDay: { } now, PreviousBytesPerDay: { } then }
        ? $" ({Quantity.Bytes(then)} per day before, {Quantity.Bytes(now)} now)"
        : finding.HoursToLimit is { } hours ? $" (memory limit in {Quantity.Hours(hours)})" : "";

    public static string Limit(ReportLimit limit)
    {
        var range = (limit.EarliestAt, limit.LatestAt) switch
        {
            ({ } early, { } late) => $" (80 % between {Show(early)} and {Show(late)})",
            ({ } early, null) => $" (80 % not before {Show(early)}, perhaps never)",
            _ => "",
        };
        return $"{limit.Service}, by {limit.Type}: {Show(limit.At)}{range}";
    }

    public static IEnumerable<string> Coverage(ReportCoverage coverage)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"Agents: {coverage.AgentsConnected} connected, {coverage.AgentsMissing} missing")
            + (coverage.AgentsMissingNames.Count > 0 ? $": {string.Join(", ", coverage.AgentsMissingNames)}" : "");
        yield return string.Create(CultureInfo.InvariantCulture, $"{coverage.Processes} processes: {coverage.Judged} judged, {coverage.Learning} too young to judge");
        if (coverage.Troubled > 0) yield return string.Create(CultureInfo.InvariantCulture, $"{coverage.Troubled} processes of which the agent sees less than it should");
        if (coverage.MessagesDropped > 0) yield return string.Create(CultureInfo.InvariantCulture, $"{coverage.MessagesDropped} messages dropped by agents: histories have gaps");
    }

    /// <summary>The open findings of the last reports of a schedule, the oldest first, this one last.</summary>
    public static IReadOnlyList<(DateTimeOffset At, int Open)> Trend(IReadOnlyList<ReportEntry> history, Report report) =>
    [
        .. history.Where(e => e.Schedule == report.Schedule && e.Id != report.Id && e.ToAt <= report.ToAt).OrderByDescending(e => e.ToAt).Take(TrendMax - 1)
            .Reverse().Select(e => (e.ToAt, e.Counts.Open)),
        (report.ToAt, report.Counts.Open),
    ];

    public static string Show(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
