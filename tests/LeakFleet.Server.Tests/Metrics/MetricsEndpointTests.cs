using System.Diagnostics;
using System.Text;
using LeakFleet.Detection;
using LeakFleet.Fleet;
using LeakFleet.Protocol;
using LeakFleet.Server.Alerts;
using LeakFleet.Server.Configuration;
using LeakFleet.Server.Delivery;
using LeakFleet.Server.Metrics;
using LeakFleet.Server.Tests.Alerts;
using LeakFleet.Server.Tests.Delivery;

namespace LeakFleet.Server.Tests.Metrics;

public sealed class MetricsEndpointTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ALeakIsThereWithItsRateAndItsName()
    {
        await using var server = await RunningServer.Start();
        await new SampleProcess(100) { Type = "Acme.\"Order\"\n\u202e" }.Live(server.Fleet, bytesPerMinute: 500_000);
        await server.Service<FleetGauges>().Refresh(Cancellation);
        var text = await server.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
        Assert.Matches("""(?m)^leakfleet_finding_growth_bytes_per_second\{fingerprint="[0-9a-f]+",kind="managed-type",service="checkout",type="[^\n\u202e]*Order[^\n\u202e]*"\} 8[0-9]{3}\.""", text);
        Assert.Contains("\nleakfleet_processes{verdict=\"leak\"} 1\n", text);
        Assert.Matches("(?m)^dotnet_process_memory_working_set_bytes [0-9]+", text);
    }

    [Fact]
    public async Task ASeriesGoesOnWhenItBecomesKnownWhatHoldsTheObjects()
    {
        await using var server = await RunningServer.Start();
        var process = new SampleProcess(100);
        await process.Live(server.Fleet, bytesPerMinute: 500_000);
        var before = await Series();
        await server.Fleet.Ingest(process.Retention(), Cancellation);
        await Tool.Eventually(async () => (await server.Fleet.Findings(Cancellation))[0].Retention is null ? "the holder should be known" : null);
        Assert.Equal(before, await Series());

        async Task<string> Series()
        {
            await server.Service<FleetGauges>().Refresh(Cancellation);
            var text = await server.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
            return Assert.Single(text.Split('\n'), l => l.StartsWith("leakfleet_finding_growth_bytes_per_second{", StringComparison.Ordinal)).Split(' ')[0];
        }
    }

    [Fact]
    public void TheLabelsOfASeriesFollowFromTheFingerprint()
    {
        var types = BookDriver.Finding();
        Assert.Equal(FindingLabels.Of(types), FindingLabels.Of(types with { Kind = FindingKind.Queue }));
        var threads = BookDriver.Finding(type: "") with { Kind = FindingKind.Threads };
        Assert.Equal(FindingLabels.Of(threads), FindingLabels.Of(threads with { Type = "System.Threading.Thread" }));
        Assert.Contains(new KeyValuePair<string, object?>("type", "System.Threading.Thread"), FindingLabels.Now(threads with { Type = "System.Threading.Thread" }));
    }

    [Fact]
    public async Task AnAlertmanagerThatDoesNotAnswerShowsAsAReceiverThatFails()
    {
        var options = RunningServer.Options();
        options.Config = new ServerConfig
        {
            Receivers = [new ReceiverOptions("am", ReceiverKind.Alertmanager) { Url = new Uri("http://127.0.0.1:9/") }],
            Alerts = new AlertOptions { FireAfter = TimeSpan.Zero, Interval = TimeSpan.FromSeconds(1), ResendInterval = TimeSpan.FromSeconds(1), Routes = [new AlertRoute("", QueryFilter.Everything, ["am"], new Dictionary<string, string>(), false)] },
        };
        await using var server = await RunningServer.Start(options);
        Assert.Contains("\nleakfleet_receiver_failing{receiver=\"am\"} 0\n", await server.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation));
        await new SampleProcess(100).Live(server.Fleet, bytesPerMinute: 500_000);
        await Tool.Eventually(async () =>
            (await server.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation)).Contains("\nleakfleet_receiver_failing{receiver=\"am\"} 1\n", StringComparison.Ordinal) ? null : "it should be shown that nobody answers");
    }

    [Fact]
    public async Task AnAgentInTroubleAndItsUseOfTheBudgetShow()
    {
        await using var server = await RunningServer.Start();
        using var agent = await TestAgent.ConnectAndGreet(server);
        await agent.Send(new AgentReport(3_600_000, 600_000, 3_000_000, 6_000_000, 36_000_000, 48 << 20, 12, 1, 2, 3, 400, 5, 6, 700, 20 << 20, 32 << 20, 8, "the outbox cannot be saved: No space left on device"));
        await Tool.Eventually(async () => await server.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation) is var text
            && text.Contains("\nleakfleet_agents_troubled 1\n", StringComparison.Ordinal) && text.Contains("\nleakfleet_agents_walk_budget_used 0.5\n", StringComparison.Ordinal) ? null : "its report should be shown");
    }

    [Fact]
    public async Task AnotherServerInTheSameProcessTellsOfItsOwnFleetAlone()
    {
        await using var leaking = await RunningServer.Start();
        await using var other = await RunningServer.Start();
        await new SampleProcess(100).Live(leaking.Fleet, bytesPerMinute: 500_000);
        await leaking.Service<FleetGauges>().Refresh(Cancellation);
        await other.Service<FleetGauges>().Refresh(Cancellation);
        Assert.Contains("\nleakfleet_processes{verdict=\"leak\"} 1\n", await leaking.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation));
        Assert.Contains("\nleakfleet_processes{verdict=\"leak\"} 0\n", await other.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation));
    }

    [Fact]
    public async Task PrometheusOwnToolFindsNothingWrong()
    {
        var promtool = Tool.Find("promtool", "prometheus");
        await using var server = await RunningServer.Start();
        await new SampleProcess(100).Live(server.Fleet, bytesPerMinute: 500_000);
        await server.Service<FleetGauges>().Refresh(Cancellation);
        var text = await server.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
        using var check = Process.Start(new ProcessStartInfo(promtool, ["check", "metrics"]) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true })!;
        await check.StandardInput.WriteAsync(text.AsMemory(), Cancellation);
        check.StandardInput.Close();
        var errors = await check.StandardError.ReadToEndAsync(Cancellation);
        await check.WaitForExitAsync(Cancellation);
        // 3 is for style: the runtime's own metrics have names that the tool does not like.
        Assert.True(check.ExitCode is 0 or 3, errors);
        Assert.DoesNotContain(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => !line.StartsWith("dotnet_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheFormatFollowsTheAcceptHeader()
    {
        await using var server = await RunningServer.Start();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Accept.ParseAdd("application/openmetrics-text;version=1.0.0");
        using var answer = await server.Http.SendAsync(request, Cancellation);
        Assert.Equal("application/openmetrics-text", answer.Content.Headers.ContentType!.MediaType);
        Assert.EndsWith("# EOF\n", await answer.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task MetricsArePushedWhereItIsAskedFor()
    {
        await using var collector = await TestReceiver.Start();
        var options = RunningServer.Options();
        options.Config = new ServerConfig { Otlp = new OtlpOptions(new Uri(collector.Url, "/v1/metrics"), IsGrpc: false, TimeSpan.FromSeconds(1), new Secret("t0ken")) };
        await using var server = await RunningServer.Start(options);
        await new SampleProcess(100).Live(server.Fleet, bytesPerMinute: 0);
        var received = await collector.Next();
        Assert.Equal("/v1/metrics", received.Path);
        Assert.Equal("Bearer t0ken", received.Headers["Authorization"]);
        // Protobuf holds names as they are.
        await Tool.Eventually(() => Task.FromResult(
            collector.All.Any(r => Encoding.UTF8.GetString(r.Body).Contains("leakfleet.fleet.messages.taken", StringComparison.Ordinal)) ? null : "the fleet's metrics should be pushed"));
    }

    [Theory]
    [InlineData("check", "rules", "leakfleet.rules.yml")]
    [InlineData("test", "rules", "leakfleet.rules.test.yml")]
    public async Task TheAlertRulesHold(string command, string what, string file)
    {
        var (exitCode, output) = await Tool.Run(Tool.Find("promtool", "prometheus"), command, what, Path.Combine(Tool.RepositoryRoot, "deploy", "prometheus", file));
        Assert.True(exitCode == 0, output);
    }
}
