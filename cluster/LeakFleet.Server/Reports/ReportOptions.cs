using LeakFleet.Fleet;

namespace LeakFleet.Server.Reports;

/// <summary>Schedules and bounds of reports.</summary>
internal sealed record ReportOptions
{
    public IReadOnlyList<ReportSchedule> Schedules { get; init; } = Usual;

    /// <summary>Reports kept of each schedule; the oldest go.</summary>
    public int KeptMax { get; init; } = 60;

    /// <summary>How often it is looked whether one is due.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Out of the box: every day at seven, and every Monday, in the zone of the server; kept and shown, sent to nobody.</summary>
    public static IReadOnlyList<ReportSchedule> Usual { get; } = [Of("daily", "0 7 * * *"), Of("weekly", "0 7 * * 1")];

    private static ReportSchedule Of(string name, string cron) =>
        new(name, CronExpression.TryParse(cron, out var parsed, out var fault) ? parsed : throw new InvalidOperationException(fault), TimeZoneInfo.Local, "", QueryFilter.Everything, []);
}
