using System.Net;
using System.Text.Json;
using LeakFleet.Fleet;
using LeakFleet.Server.Alerts;
using LeakFleet.Server.Configuration;
using LeakFleet.Server.Delivery;
using LeakFleet.Server.Metrics;
using LeakFleet.Server.Reports;
using LeakFleet.Server.Tests.Alerts;
using LeakFleet.Server.Tests.Delivery;
using LeakFleet.Server.Tests.Reports;

namespace LeakFleet.Server.Tests.Hosting;

/// <summary>While a part of the fleet does not answer, nothing of it is taken for gone, and it is said wherever it matters.</summary>
public sealed class HalfFleetTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NoAlertIsResolvedByARoundThatDidNotSeeTheWholeFleet()
    {
        await using var hook = await TestReceiver.Start();
        await using var server = await RunningServer.Start(OptionsOfAlerts(hook), isHalfFleet: true);
        await new SampleProcess(100).Live(server.Fleet, bytesPerMinute: 500_000);
        await hook.Next();
        server.HalfFleet.IsHalf = true;
        await Tool.Eventually(async () => (await Json(server, "/api/v1/alerts")).TryGetProperty("roundFault", out var fault) && fault.GetString() == HalfFleet.Missing ? null : "it should be told");
        await Assert.ThrowsAsync<FleetUnavailableException>(() => server.Service<AlertDesk>().Round(Cancellation));
        Assert.Equal(AlertPhase.Firing, Assert.Single(server.Service<AlertDesk>().Alerts).Phase);
        Assert.Contains($"The alerts are those of the last round that saw the whole fleet: {HalfFleet.Missing}", await Text(server, "/reports"));
        Assert.Matches("\nleakfleet_server_alerts_rounds_failed_total [1-9]", await Text(server, "/metrics"));

        server.HalfFleet.IsHalf = false;
        await Tool.Eventually(async () => (await Json(server, "/api/v1/alerts")).TryGetProperty("roundFault", out var fault) && fault.ValueKind == JsonValueKind.Null ? null : "the fault should be over");
        Assert.Single(hook.All);
    }

    [Fact]
    public async Task AReportThatIsDueWaitsUntilTheWholeFleetIsThere()
    {
        var clock = new ManualClock(BookDriver.Start.AddHours(-1));
        await using var server = await RunningServer.Start(OptionsOfReports(), null, clock, isHalfFleet: true);
        var (desk, archive) = (server.Service<ReportDesk>(), server.Service<ReportArchive>());
        await desk.Round(Cancellation);
        clock.Now = BookDriver.Start.AddMinutes(1);
        server.HalfFleet.IsHalf = true;
        await Assert.ThrowsAsync<FleetUnavailableException>(() => desk.Round(Cancellation));
        Assert.Empty(archive.Index.Entries);
        Assert.Contains($"What is due waits: {HalfFleet.Missing}", await Text(server, "/reports"));
        Assert.Equal(HalfFleet.Missing, (await Json(server, "/api/v1/reports")).GetProperty("roundFault").GetString());

        clock.Now += TimeSpan.FromMinutes(1);
        server.HalfFleet.IsHalf = false;
        await desk.Round(Cancellation);
        Assert.Equal("daily-20260504t1200z", Assert.Single(archive.Index.Entries).Id);
        Assert.Equal(JsonValueKind.Null, (await Json(server, "/api/v1/reports")).GetProperty("roundFault").ValueKind);
    }

    [Fact]
    public async Task AReportIsNotMadeByHandOfHalfAFleetAndTheAnswerSaysThatItPasses()
    {
        await using var server = await RunningServer.Start(OptionsOfReports(), isHalfFleet: true);
        server.HalfFleet.IsHalf = true;
        foreach (var path in (string[])["/api/v1/report-schedules/daily/run", "/reports/schedules/daily/run"])
        {
            using var answer = await server.Http.PostAsync(new Uri(path, UriKind.Relative), null, Cancellation);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
            Assert.Equal(TimeSpan.FromSeconds(5), answer.Headers.RetryAfter!.Delta);
            Assert.Contains(HalfFleet.Missing, await answer.Content.ReadAsStringAsync(Cancellation));
        }

        Assert.Empty(server.Service<ReportArchive>().Index.Entries);
    }

    [Fact]
    public async Task MetricsKeepWhatWasSeenLastAndTellHowOldItIs()
    {
        var clock = new ManualClock(DateTimeOffset.UtcNow);
        await using var server = await RunningServer.Start(null, null, clock, isHalfFleet: true);
        await new SampleProcess(100).Live(server.Fleet, bytesPerMinute: 500_000);
        var gauges = server.Service<FleetGauges>();
        await gauges.Refresh(Cancellation);
        server.HalfFleet.IsHalf = true;
        clock.Now += TimeSpan.FromMinutes(2);
        await Assert.ThrowsAsync<FleetUnavailableException>(() => gauges.Refresh(Cancellation));
        var text = await Text(server, "/metrics");
        Assert.Contains("\nleakfleet_processes{verdict=\"leak\"} 1\n", text);
        Assert.Contains("\nleakfleet_findings_open{kind=\"managed-type\"} 1\n", text);
        Assert.Contains("\nleakfleet_view_age_seconds 120\n", text);
    }

    [Fact]
    public async Task ThePageOfAgentsSaysWhichPartIsMissingInsteadOfCountingTheRest()
    {
        await using var server = await RunningServer.Start(isHalfFleet: true);
        await new SampleProcess(100).Live(server.Fleet, bytesPerMinute: 0);
        Assert.Contains("node-1", await Text(server, "/agents"));
        server.HalfFleet.IsHalf = true;
        var page = await Text(server, "/agents");
        Assert.Contains($"What agents found is not shown: {HalfFleet.Missing}", page);
        Assert.DoesNotContain("node-1", page);
        Assert.DoesNotContain("No process has been found yet", page);
    }

    private static async Task<JsonElement> Json(RunningServer server, string path)
    {
        using var document = JsonDocument.Parse(await Text(server, path));
        return document.RootElement.Clone();
    }

    private static Task<string> Text(RunningServer server, string path) => server.Http.GetStringAsync(new Uri(path, UriKind.Relative), Cancellation);

    private static ServerOptions OptionsOfReports()
    {
        var options = RunningServer.Options();
        // The rounds of the service come never: the tests say when.
        options.Config = new ServerConfig { Reports = new ReportOptions { Schedules = [ReportComposerTests.Schedule("")], Interval = TimeSpan.FromDays(1) } };
        return options;
    }

    private static ServerOptions OptionsOfAlerts(TestReceiver hook)
    {
        var options = RunningServer.Options();
        options.Config = new ServerConfig
        {
            Receivers = [new ReceiverOptions("hook", ReceiverKind.Webhook) { Url = hook.Url }],
            Alerts = new AlertOptions
            {
                FireAfter = TimeSpan.Zero,
                ResolveAfter = TimeSpan.Zero,
                Interval = TimeSpan.FromMilliseconds(100),
                Routes = [new AlertRoute("", QueryFilter.Everything, ["hook"], new Dictionary<string, string>(), false)],
            },
        };
        return options;
    }
}
