using System.Text;
using System.Text.Json.Nodes;
using LeakFleet.Detection;
using LeakFleet.Fleet;
using LeakFleet.Protocol;
using LeakFleet.Server.Ingest;
using LeakFleet.Server.Reports;
using LeakFleet.Server.Tests.Alerts;

namespace LeakFleet.Server.Tests.Reports;

public sealed class ReportComposerTests
{
    private static readonly DateTimeOffset Monday = BookDriver.Start;

    [Fact]
    public void AReportSaysWhatChangedSinceTheLastOne()
    {
        var first = Compose(Monday, null, Finding("stays", 1), Finding("worse", 1), Finding("better", 4), Finding("goes", 1));
        var second = Compose(Monday.AddDays(1), first, Finding("stays", 1.1), Finding("worse", 2), Finding("better", 1), Finding("comes", 1));
        Assert.Equal(
            ["better improving", "comes new", "goes resolved", "stays unchanged", "worse worsening"],
            second.Findings.Select(f => $"{f.Service} {f.Change}").Order(StringComparer.Ordinal));
        Assert.Equal(new ReportCounts(4, 1, 1, 1, 1, 1), second.Counts);
        Assert.Equal((first.ToAt, first.Id), (second.FromAt, second.PreviousId));
        Assert.Equal("new", second.Findings[0].Change);
    }

    [Fact]
    public void TheFirstReportCoversOnePeriodOfItsScheduleAtWhateverTimeItIsMade()
    {
        Assert.All([0, 1, 12, 22, 23], hour => Assert.Equal(TimeSpan.FromDays(1), Period(Compose(Monday.AddHours(hour), null))));

        static TimeSpan Period(Report report) => report.ToAt - report.FromAt;
    }

    [Fact]
    public void WhatIsResolvedIsSaidOnceOnly()
    {
        var first = Compose(Monday, null, Finding("a", 1));
        var second = Compose(Monday.AddDays(1), first);
        Assert.Equal("resolved", Assert.Single(second.Findings).Change);
        Assert.Empty(Compose(Monday.AddDays(2), second).Findings);
    }

    [Fact]
    public void MoreReplicasAtTheSameRateAreWorse()
    {
        var first = Compose(Monday, null, Finding("a", 1, replicas: 2));
        Assert.Equal("worsening", Compose(Monday.AddDays(1), first, Finding("a", 1, replicas: 5)).Findings.Single().Change);
    }

    [Fact]
    public void LimitsAreThoseThatAreReachedBeforeTheNextReport()
    {
        var report = Compose(Monday, null, Finding("soon", 1) with { HoursToLimit = 5, HoursToLimitLow = 3 }, Finding("later", 1) with { HoursToLimit = 500 });
        var limit = Assert.Single(report.Limits);
        Assert.Equal(("soon", Monday.AddHours(5), Monday.AddHours(3), (DateTimeOffset?)null), (limit.Service, limit.At, limit.EarliestAt!.Value, limit.LatestAt));
    }

    [Fact]
    public void TheFastestOfEachVersionComesFirst()
    {
        var report = Compose(Monday, null, Finding("a", 1), Finding("b", 5), Finding("c", 2, replicas: 9));
        Assert.Equal(["c", "b", "a"], report.TopGrowers.Select(g => g.Service));
    }

    [Fact]
    public void AScopeLeavesOutTheRest()
    {
        var schedule = Schedule("service=a*");
        var part = new FleetPart([], [Finding("a1", 1), Finding("b1", 1)], []);
        Assert.Equal(["a1"], ReportComposer.Compose(schedule, "x", Monday, Monday, part, [], null).Findings.Select(f => f.Service));
    }

    [Fact]
    public void MissingAgentsAreNamed()
    {
        AgentStatus Agent(string node, bool connected) => new(node, node, "1", connected, Monday, null, 0, 0, 0, null);
        var coverage = ReportComposer.Compose(Schedule(""), "x", Monday, Monday, new FleetPart([], [], []), [Agent("n1", true), Agent("n2", false)], null).Coverage;
        Assert.Equal((1, 1, "n2"), (coverage.AgentsConnected, coverage.AgentsMissing, coverage.AgentsMissingNames.Single()));
    }

    [Fact]
    public void AThousandFindingsAreCutAndCounted()
    {
        var report = Compose(Monday, null, [.. Enumerable.Range(0, 1000).Select(i => Finding($"s{i}", 1))]);
        Assert.Equal((200, 800, 1000), (report.Findings.Count, report.FindingsLeftOut, report.Counts.Open));
        Assert.True(report.ToBytes().Length < 500_000);
    }

    [Fact]
    public void WhatALongReportDoesNotListIsComparedAllTheSame()
    {
        var first = Kept(Compose(Monday, null, Many("s", 1000)));
        var second = Kept(Compose(Monday.AddDays(1), first, [.. Many("new", 50), .. Many("s", 900)]));
        Assert.Equal(new ReportCounts(950, 50, 0, 0, 900, 100), second.Counts);
        Assert.Equal([("new", 50), ("resolved", 100), ("unchanged", 50)], second.Findings.GroupBy(f => f.Change).Select(g => (g.Key, g.Count())));
        Assert.Contains(second.Findings, f => f is { Service: "s999", Change: "resolved", Sentence: "Acme.Order grew in s999", PreviousBytesPerDay: 24 * 1024 * 1024 });
        Assert.Equal(new ReportCounts(950, 0, 0, 0, 950, 0), Compose(Monday.AddDays(2), second, [.. Many("new", 50), .. Many("s", 900)]).Counts);
    }

    [Fact]
    public void WhatAReportOfAnEarlierVersionDoesNotListIsNotTakenForNew()
    {
        var stored = JsonNode.Parse(Compose(Monday, null, Many("s", 1000)).ToBytes())!.AsObject();
        Assert.True(stored.Remove("open"));
        var second = Compose(Monday.AddDays(1), Report.Parse(Encoding.UTF8.GetBytes(stored.ToJsonString())), Many("s", 1000));
        Assert.Equal(new ReportCounts(1000, 0, 0, 0, 1000, 0), second.Counts);
    }

    [Fact]
    public void WhatIsKeptToCompareWithHasABoundBeyondWhichOnlyWhatBeganSinceIsNew()
    {
        var first = Compose(Monday, null, Many("s", 6000));
        Assert.Equal((5000, 6000), (first.Open!.Count, first.Counts.Open));
        var begun = Finding("begun", 1) with { SinceUnixMilliseconds = Monday.AddHours(3).ToUnixTimeMilliseconds() };
        Assert.Equal(new ReportCounts(6001, 1, 0, 0, 6000, 0), Compose(Monday.AddDays(1), first, [begun, .. Many("s", 6000)]).Counts);
    }

    [Theory]
    [InlineData("", 3)]
    [InlineData("service=a", 2)]
    [InlineData("service!=a service!=b", 0)]
    [InlineData("service!=b", 2)]
    [InlineData("version=2.*", 1)]
    [InlineData("node=node-1 label.team=pay", 1)]
    [InlineData("namespace=shop pod=a-*", 1)]
    [InlineData("service=b kind=managed-type", 1)]
    public void CoverageIsOfTheProcessesInScope(string match, int processes)
    {
        var part = new FleetPart([Process("a", "1.0", "node-1", "pay"), Process("a", "2.0", "node-2", "pay"), Process("b", "1.0", "node-1", "web")], [], []);
        Assert.Equal(processes, ReportComposer.Compose(Schedule(match), "x", Monday, Monday, part, [], null).Coverage.Processes);
    }

    [Fact]
    public void ItReadsBack()
    {
        var report = Compose(Monday, null, Finding("a", 1));
        Assert.Equal(report.ToBytes(), Report.Parse(report.ToBytes())!.ToBytes());
        Assert.Null(Report.Parse("{}"u8));
        Assert.Null(Report.Parse("["u8));
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("| a | `b` ![x](http://evil/i.png) [l](javascript:x)")]
    [InlineData("\u001b[31mred\u202e\r\n# heading")]
    public void NoFormOfAReportObeysATypeName(string type)
    {
        var report = Compose(Monday, null, Finding("a", 1, type: type + new string('x', 10_000)));
        var markdown = ReportMarkdown.Write(report, []);
        Assert.DoesNotContain(markdown, c => (char.IsControl(c) && c != '\n') || c == '\u202e');
        Assert.DoesNotContain("<script", markdown);
        Assert.DoesNotContain("![x](", markdown);
        Assert.DoesNotMatch("(?m)^# heading", markdown);
        Assert.True(markdown.Length < 10_000);
    }

    internal static ReportSchedule Schedule(string match) => new(
        "daily", CronExpression.TryParse("0 12 * * *", out var cron, out _) ? cron : throw new InvalidOperationException(), TimeZoneInfo.Utc, match,
        QueryFilter.Parse(match, QueryTarget.Findings, out _)!, []);

    private static Report Compose(DateTimeOffset at, Report? previous, params FleetFinding[] findings) =>
        ReportComposer.Compose(Schedule(""), $"daily-{at:yyyyMMdd}", at, at, new FleetPart([], findings, []), [], previous);

    /// <summary>As it is after it was stored.</summary>
    private static Report Kept(Report report) => Report.Parse(report.ToBytes())!;

    private static FleetFinding[] Many(string service, int count) => [.. Enumerable.Range(0, count).Select(i => Finding($"{service}{i}", 1))];

    private static ProcessSummary Process(string service, string version, string node, string team) => new(
        new ProcessKey(node, new string('a', 32), 1, 1), service, version, "10.0.12",
        new Dictionary<string, string> { ["team"] = team, ["k8s.pod.name"] = $"{service}-{node}", ["k8s.namespace.name"] = node == "node-1" ? "shop" : "test" },
        0, 0, false, Verdict.Healthy, null, -1, -1, -1, 0, 0, "");

    private static FleetFinding Finding(string service, double mebibytesPerHour, int replicas = 2, string type = "Acme.Order") =>
        BookDriver.Finding(service, replicas: replicas, type: type) with { BytesPerHour = mebibytesPerHour * 1024 * 1024, HoursToLimit = null };
}
