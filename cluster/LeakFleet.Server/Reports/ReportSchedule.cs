using LeakFleet.Fleet;

namespace LeakFleet.Server.Reports;

/// <summary>A report that is made again and again.</summary>
/// <param name="Match">The filter over findings as it was written.</param>
/// <param name="Receivers">Names; none keeps it on the server only.</param>
public sealed record ReportSchedule(
    string Name, CronExpression Cron, TimeZoneInfo Zone, string Match, QueryFilter Filter, IReadOnlyList<string> Receivers)
{
    /// <summary>The occurrence to make a report for now; null for none. Of those that were missed it is the last: each of them would say the same.</summary>
    public DateTimeOffset? DueAt(DateTimeOffset madeFor, DateTimeOffset now) => Cron.LastWithin(madeFor, now, Zone);

    public DateTimeOffset? NextAt(DateTimeOffset after) => Cron.NextAfter(after, Zone);

    /// <summary>From one report to the next, where nothing was made that would tell; a day when the schedule comes to its end.</summary>
    public TimeSpan PeriodAfter(DateTimeOffset at) =>
        NextAt(at) is { } next && NextAt(next) is { } afterThat ? afterThat - next : TimeSpan.FromDays(1);
}
