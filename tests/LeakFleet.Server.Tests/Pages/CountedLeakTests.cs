using System.Net;
using LeakFleet.Server.Metrics;

namespace LeakFleet.Server.Tests.Pages;

/// <summary>Leaks of what is counted, such as threads, in pages, answers and metrics.</summary>
public sealed class CountedLeakTests
{
    [Fact]
    public async Task AFindingOfThreadsIsDrawnAndToldInThreads()
    {
        await using var server = await RunningServer.Start();
        await new SampleProcess(100) { ThreadsPerMinute = 2 }.Live(server.Fleet, 0);
        await new SampleProcess(101, version: "1.3.0").Live(server.Fleet, 0);
        var finding = Assert.Single(await server.Fleet.Findings(TestContext.Current.CancellationToken));
        Assert.Equal("threads", finding.Kind);
        var fleet = await Page(server, "/");
        Assert.Contains(">Threads</title>", fleet);
        Assert.Matches(@"grows by 1[12]\d(\.\d)? threads/h in checkout", fleet);
        Assert.Matches(@"<span>2,[789]\d\d threads a day in all</span>", fleet);
        var page = WebUtility.HtmlDecode(await Page(server, $"/findings/{finding.Fingerprint}"));
        Assert.Contains(">Threads by the age of each process</title>", page);
        Assert.Contains(">Threads over time</title>", page);
        Assert.Matches(@"<dt>Growth of one replica</dt>\s*<dd>\+1[12]\d threads/h</dd>", page);
        Assert.Matches(@"\n2\d\d threads at an age of 2 h", page);
        Assert.DoesNotContain("Resident memory by", page);
        var series = await Page(server, $"/api/v1/series?fingerprint={finding.Fingerprint}");
        Assert.Contains("\"measure\":\"threads\",\"type\":\"\",\"unit\":\"count\"", series);
        Assert.Contains("\"perHour\":1", series);
        Assert.Matches("\"measure\":\"threads\",\"countPerHour\":1[12]\\d", await Page(server, "/api/v1/findings"));
        Assert.Matches("\"measure\":\"threads\",\"countPerHour\":1[12]\\d", await Page(server, "/api/v1/processes"));
        Assert.Matches("measure,countPerHour\\r?\\n.*,threads,1[12]\\d", await Page(server, "/api/v1/findings?format=csv"));
        await server.Service<FleetGauges>().Refresh(TestContext.Current.CancellationToken);
        Assert.Matches("\nleakfleet_finding_items_per_hour\\{fingerprint=\"[0-9a-f]+\",kind=\"threads\",service=\"checkout\",type=\"\"\\} 1[12]\\d", await Page(server, "/metrics"));
    }

    [Fact]
    public async Task AReplicaThatDoesNotTellTheMeasureIsLeftOutWithAWordAndDoesNotTurnTheChartIntoAnother()
    {
        await using var server = await RunningServer.Start(isHalfFleet: true);
        foreach (var pid in (int[])[100, 101, 102]) await new SampleProcess(pid) { ThreadsPerMinute = 2 }.Live(server.Fleet, 0);
        var finding = Assert.Single(await server.Fleet.Findings(TestContext.Current.CancellationToken));
        server.HalfFleet.Told = detail => detail.Summary.Key.Pid switch { 101 => detail with { Measures = [] }, 102 => null, _ => detail };
        var page = await Page(server, $"/findings/{finding.Fingerprint}");
        Assert.Contains(">Threads over time</title>", page);
        Assert.DoesNotContain("Resident memory over time", page);
        Assert.Contains("2 more affected replicas are not drawn: 1 of which nothing is known now, 1 without a series of it.", page);
        var series = await Page(server, $"/api/v1/series?fingerprint={finding.Fingerprint}");
        Assert.Contains("{\"code\":\"series-missing\",\"text\":\"2 more affected replicas are not here", series);
        Assert.DoesNotContain("\"measure\":\"rss\"", series);
    }

    [Fact]
    public async Task AProcessWithSeveralLeaksShowsEachOfThem()
    {
        await using var server = await RunningServer.Start();
        var process = new SampleProcess(100) { ThreadsPerMinute = 2 };
        await process.Live(server.Fleet, bytesPerMinute: 500_000);
        var page = await Page(server, $"/processes/{process.Key}");
        Assert.Contains("<code>Acme.Order</code></a> grows by ", page);
        Assert.Matches(@"<code>Threads[^<]*</code></a> grows by 1[12]\d(\.\d)? threads/h", page);
    }

    private static async Task<string> Page(RunningServer server, string path) =>
        await server.Http.GetStringAsync(path, TestContext.Current.CancellationToken);
}
