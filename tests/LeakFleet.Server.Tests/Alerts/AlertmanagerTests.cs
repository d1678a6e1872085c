using System.Text.Json;
using LeakFleet.Fleet;
using LeakFleet.Server.Alerts;
using LeakFleet.Server.Configuration;
using LeakFleet.Server.Delivery;
using LeakFleet.Server.Tests.Delivery;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeakFleet.Server.Tests.Alerts;

public sealed class AlertmanagerTests
{
    private static readonly AlertOptions Fast = new()
    {
        FireAfter = TimeSpan.Zero,
        ResolveAfter = TimeSpan.Zero,
        Interval = TimeSpan.FromSeconds(1),
        ResendInterval = TimeSpan.FromSeconds(1),
    };

    [Fact]
    public async Task ALeakInTheFleetReachesWhoeverAlertmanagerTells()
    {
        await using var pager = await TestReceiver.Start();
        await using var alertmanager = await RunningAlertmanager.Start(pager.Url);
        var receivers = new[] { new ReceiverOptions("am", ReceiverKind.Alertmanager) { Url = alertmanager.Url } };
        var options = RunningServer.Options();
        options.Config = new ServerConfig
        {
            Receivers = receivers,
            ExternalUrl = new Uri("https://fleet.example/"),
            Alerts = Fast with { Routes = [new AlertRoute("", QueryFilter.Everything, ["am"], new Dictionary<string, string> { ["severity"] = "page" }, false)] },
        };
        await using var server = await RunningServer.Start(options);
        await new SampleProcess(100).Live(server.Fleet, bytesPerMinute: 500_000);
        await new SampleProcess(101).Live(server.Fleet, bytesPerMinute: 500_000);

        using var page = JsonDocument.Parse((await pager.Next()).Body);
        var alert = Assert.Single(page.RootElement.GetProperty("alerts").EnumerateArray());
        Assert.Equal("firing", alert.GetProperty("status").GetString());
        var labels = alert.GetProperty("labels").EnumerateObject().ToDictionary(l => l.Name, l => l.Value.GetString());
        Assert.Equal(("LeakFleetFinding", "checkout", "Acme.Order", "page"), (labels["alertname"], labels["service"], labels["type"], labels["severity"]));
        Assert.StartsWith("Acme.Order grows by ", alert.GetProperty("annotations").GetProperty("summary").GetString());
        Assert.Matches("^https://fleet\\.example/findings/[0-9a-f]+\\?service=checkout$", alert.GetProperty("generatorURL").GetString());
        Assert.Contains("Acme.Order", await alertmanager.Query("service=checkout"));
    }

    [Fact]
    public async Task WhatFiresStaysThereAndWhatEndsGoes()
    {
        await using var pager = await TestReceiver.Start();
        await using var alertmanager = await RunningAlertmanager.Start(pager.Url);
        var now = DateTimeOffset.UtcNow;
        IReadOnlyList<Alert> alerts = [Firing("a", now), Firing("b", now)];
        using var http = new HttpWay();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var feed = Feed(alertmanager.Url, http, () => alerts);
        var run = feed.Run(stop.Token);

        await Tool.Eventually(async () => JsonDocument.Parse(await alertmanager.Query()).RootElement.GetArrayLength() == 2 ? null : "two alerts should fire");
        alerts = [alerts[0] with { Phase = AlertPhase.Resolved, PhaseSince = DateTimeOffset.UtcNow }, alerts[1]];
        feed.Wake();
        await Tool.Eventually(async () => (await alertmanager.Query("service=a")).Trim() == "[]" ? null : "the one that ended should go");
        Assert.NotEqual("[]", (await alertmanager.Query("service=b")).Trim());
        await stop.CancelAsync();
        await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.Equal("", feed.Status().LastFault);
    }

    [Fact]
    public async Task HostileNamesAreTakenByARealAlertmanager()
    {
        await using var pager = await TestReceiver.Start();
        await using var alertmanager = await RunningAlertmanager.Start(pager.Url);
        var evil = AlertFacts.Of(BookDriver.Finding("a", type: "\"}],\u0000\u001b[2J\u202e{{ .Labels }}" + new string('x', 10_000)));
        IReadOnlyList<Alert> alerts = [Firing("a", DateTimeOffset.UtcNow) with { Facts = evil }];
        using var http = new HttpWay();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var run = Feed(alertmanager.Url, http, () => alerts).Run(stop.Token);
        Assert.Contains("{{ .Labels }}", (await pager.Next()).Text);
        await stop.CancelAsync();
        await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private static AlertmanagerFeed Feed(Uri url, HttpWay http, Func<IReadOnlyList<Alert>> alerts) => new(
        new ReceiverOptions("am", ReceiverKind.Alertmanager) { Url = url }, http, Fast, null, alerts, TimeProvider.System, NullLogger.Instance);

    private static Alert Firing(string service, DateTimeOffset now) => new(
        service, AlertPhase.Firing, now, now, null, false, AlertFacts.Of(BookDriver.Finding(service, type: "Acme.Order<T>")), new Dictionary<string, string>(),
        new Dictionary<string, Told> { ["am"] = new(now, 1, false) });
}
