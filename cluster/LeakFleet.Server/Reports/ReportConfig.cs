using LeakFleet.Fleet;
using LeakFleet.Server.Configuration;
using LeakFleet.Server.Delivery;
using LeakFleet.Server.Text;

namespace LeakFleet.Server.Reports;

/// <summary>Reads <c>reports</c> of the configuration file.</summary>
internal static class ReportConfig
{
    private const int SchedulesMax = 100;
    private const int NameCharsMax = 40;

    public static ReportOptions Read(ConfigNode root, IReadOnlyList<ReceiverOptions> receivers)
    {
        var usual = new ReportOptions();
        if (root.Object("reports") is not { } node) return usual;
        var schedules = new List<ReportSchedule>();
        foreach (var entry in node.Objects("schedules", SchedulesMax))
        {
            var schedule = Read(entry, receivers, schedules);
            if (schedule is not null) schedules.Add(schedule);
            entry.Close();
        }

        var options = usual with
        {
            Schedules = node.Has("schedules") ? schedules : usual.Schedules,
            KeptMax = node.Number("kept", usual.KeptMax, 1, 1000),
        };
        node.Close();
        return options;
    }

    private static ReportSchedule? Read(ConfigNode node, IReadOnlyList<ReceiverOptions> receivers, List<ReportSchedule> others)
    {
        var name = node.Needed("name");
        if (name.Length > 0 && (name.Length > NameCharsMax || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')))
            node.FaultAt("name", $"must be 1 to {NameCharsMax} lower-case letters, digits and '-'");
        if (others.Exists(s => s.Name == name)) node.FaultAt("name", $"'{Printable.Show(name)}' is taken by another report");
        if (!CronExpression.TryParse(node.Needed("cron"), out var cron, out var fault)) node.FaultAt("cron", fault);
        var match = node.Text("match") ?? "";
        var filter = QueryFilter.Parse(match, QueryTarget.Findings, out var faults);
        foreach (var wrong in faults) node.FaultAt("match", wrong.ToString());
        var to = node.Texts("to");
        foreach (var receiver in to)
        {
            var found = receivers.FirstOrDefault(r => r.Name == receiver);
            if (found is null) node.FaultAt("to", $"there is no receiver '{Printable.Show(receiver)}'");
            else if (!found.TakesReports) node.FaultAt("to", $"the receiver '{receiver}' takes alerts only");
        }

        var zone = Zone(node);
        return cron is null || filter is null ? null : new ReportSchedule(name, cron, zone, match, filter, to);
    }

    private static TimeZoneInfo Zone(ConfigNode node)
    {
        if (node.Text("timeZone") is not { } id) return TimeZoneInfo.Local;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)) return zone;
        node.FaultAt("timeZone", $"this machine knows no time zone '{Printable.Show(id)}' (such as Europe/Berlin; containers need tzdata)");
        return TimeZoneInfo.Utc;
    }
}
