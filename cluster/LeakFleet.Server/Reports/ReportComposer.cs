using LeakFleet.Detection;
using LeakFleet.Fleet;
using LeakFleet.Server.Ingest;
using LeakFleet.Server.Text;

namespace LeakFleet.Server.Reports;

/// <summary>Puts a report together: pure, of what the fleet shows at a moment, most urgent first, and what the report before said.</summary>
internal static class ReportComposer
{
    private const int FindingsMax = 200;

    /// <summary>Open ones that the next report can compare with, at about 200 bytes each.</summary>
    private const int OpenMax = 5000;

    private const int GrowersMax = 20;
    private const int LimitsMax = 50;
    private const int AgentsNamedMax = 20;
    private const double HoursPerDay = 24;

    /// <summary>Slopes of leaks are known to a few percent after a day: less than a quarter of change is noise more often than news.</summary>
    private const double RateChangeMin = 0.25;

    public static Report Compose(
        ReportSchedule schedule, string id, DateTimeOffset toAt, DateTimeOffset now, FleetPart part, IReadOnlyList<AgentStatus> agents, Report? previous)
    {
        var open = part.Findings.Where(f => f.State != FindingState.Resolved && ItemMatch.Matches(schedule.Filter, f, part)).ToList();
        var nextAt = schedule.NextAt(toAt);
        var fromAt = previous?.ToAt ?? toAt - schedule.PeriodAfter(toAt);
        var before = new ReportBefore(previous);
        var findings = open.Select(f => Of(f, before, fromAt)).ToList();
        var resolved = before.Resolved(findings).ToList();
        var all = findings.Concat(resolved).OrderBy(f => Rank(f.Change)).ToList();
        return new Report(
            Report.CurrentVersion, id, schedule.Name, schedule.Match, fromAt, toAt, now, nextAt, previous?.Id,
            new ReportCounts(
                findings.Count, findings.Count(f => f.Change is "new" or "regressed"), Count("worsening"), Count("improving"), Count("unchanged"), resolved.Count),
            [.. all.Take(FindingsMax)], Math.Max(0, all.Count - FindingsMax), Growers(open), Limits(open, now, nextAt), Coverage(part, schedule.Filter, agents))
        {
            Open = [.. findings.Take(OpenMax).Select(ReportOpen.Of)],
        };

        int Count(string change) => findings.Count(f => f.Change == change);
    }

    private static ReportFinding Of(FleetFinding finding, ReportBefore previous, DateTimeOffset fromAt)
    {
        var service = Printable.Show(finding.Service);
        var rate = finding.BytesPerHour > 0 && double.IsFinite(finding.BytesPerHour) ? finding.BytesPerHour * HoursPerDay : (double?)null;
        var counted = CountedRate.PerHour(finding) * HoursPerDay;
        var since = Instant.FromUnixMilliseconds(finding.StateSinceUnixMilliseconds > 0 ? finding.StateSinceUnixMilliseconds : finding.SinceUnixMilliseconds);
        var change = previous.TryFind(service, finding.OwnFingerprint, out var before)
            ? Change(before, rate, counted, finding.Processes.Count)
            : finding.State == FindingState.Regressed ? "regressed" : previous.IsWhole || since > fromAt ? "new" : "unchanged";
        return new ReportFinding(
            // The name that stays when it becomes known what holds the objects.
            finding.OwnFingerprint, service, finding.Kind, Printable.Show(Subject.Of(finding.Kind, finding.Type)), Sentence.Of(finding), change,
            Instant.FromUnixMilliseconds(finding.SinceUnixMilliseconds), finding.Processes.Count, rate, before?.BytesPerDay,
            finding.HoursToLimit is { } hours && double.IsFinite(hours) ? hours : null)
        {
            CountPerDay = counted,
            PreviousCountPerDay = before?.CountPerDay,
        };
    }

    private static string Change(ReportOpen before, double? rate, double? counted, int replicas)
    {
        // Of what is counted the memory is a guess at best.
        var (now, then) = counted is not null && before.CountPerDay is not null
            ? (counted.Value * replicas, before.CountPerDay.Value * before.Replicas)
            : ((rate ?? 0) * replicas, (before.BytesPerDay ?? 0) * before.Replicas);
        if (now > then * (1 + RateChangeMin) || (then == 0 && replicas > before.Replicas)) return "worsening";
        return now < then * (1 - RateChangeMin) || (then == 0 && replicas < before.Replicas) ? "improving" : "unchanged";
    }

    private static IReadOnlyList<ReportGrower> Growers(List<FleetFinding> open) =>
    [
        .. open.Where(f => f.BytesPerHour > 0 && double.IsFinite(f.BytesPerHour))
            .SelectMany(f => f.AffectedVersions.Where(v => v.Affected > 0).Select(v => new ReportGrower(
                Printable.Show(f.Service), Printable.Show(v.Version), Printable.Show(Subject.Of(f.Kind, f.Type)), v.Affected, f.BytesPerHour * HoursPerDay)))
            .GroupBy(g => (g.Service, g.Version)).Select(g => g.MaxBy(x => x.BytesPerDay * x.Replicas)!)
            .OrderByDescending(g => g.BytesPerDay * g.Replicas).ThenBy(g => g.Service, StringComparer.Ordinal).Take(GrowersMax),
    ];

    private static IReadOnlyList<ReportLimit> Limits(List<FleetFinding> open, DateTimeOffset now, DateTimeOffset? nextAt) =>
    [
        .. open.Where(f => f.HoursToLimit is { } hours && nextAt is { } next && hours >= 0 && hours <= (next - now).TotalHours)
            .OrderBy(f => f.HoursToLimit)
            .Select(f => new ReportLimit(
                Printable.Show(f.Service), Printable.Show(Subject.Of(f.Kind, f.Type)), f.Fingerprint, now.AddHours(f.HoursToLimit!.Value),
                After(now, f.HoursToLimitLow), After(now, f.HoursToLimitHigh)))
            .Take(LimitsMax),
    ];

    private static DateTimeOffset? After(DateTimeOffset now, double? hours) => hours is >= 0 and < 24 * 3650 ? now.AddHours(hours.Value) : null;

    private static ReportCoverage Coverage(FleetPart part, QueryFilter filter, IReadOnlyList<AgentStatus> agents)
    {
        var processes = part.Processes.Where(p => !p.Exited && ItemMatch.IsInScope(filter, p)).ToList();
        var missing = agents.Where(a => !a.Connected).ToList();
        return new ReportCoverage(
            agents.Count - missing.Count, missing.Count, processes.Count, processes.Count(p => p.Verdict is not Verdict.Learning), processes.Count(p => p.Verdict is Verdict.Learning),
            processes.Count(p => p.Trouble.Length > 0), processes.Sum(p => p.DroppedMessages), [.. missing.Take(AgentsNamedMax).Select(a => Printable.Show(a.Node))]);
    }

    private static int Rank(string change) => change switch { "regressed" => 0, "new" => 1, "worsening" => 2, "improving" => 3, "resolved" => 4, _ => 5 };
}
