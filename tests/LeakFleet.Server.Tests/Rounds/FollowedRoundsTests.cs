using LeakFleet.Fleet;
using LeakFleet.Server.Alerts;
using LeakFleet.Server.Configuration;
using LeakFleet.Server.Delivery;
using LeakFleet.Server.Rounds;

namespace LeakFleet.Server.Tests.Rounds;

/// <summary>What a server shows of rounds that another runs.</summary>
public sealed class FollowedRoundsTests
{
    private static readonly DateTimeOffset Delivered = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhatFailsWhereTheRoundsRunIsShownByEveryServer()
    {
        await using var server = await RunningServer.Start(Options());
        var rounds = server.Service<FleetRounds>();
        await rounds.Follow(
            new RoundsHealth(
                "1 of 4 parts of the index did not answer in time", "No space left on device: alerts", "", "No space left on device: reports",
                [
                    new ReceiverHealth("hook", 3, Delivered, 5, 7, 0, "HTTP 503", Delivered, "No space left on device: hook", true),
                    new ReceiverHealth("am", 0, null, 11, 13, 0, "no connection (ConnectionRefused)", Delivered, "", true),
                ]),
            Cancellation);
        var page = await Text(server, "/reports");
        foreach (var words in (string[])["1 of 4 parts of the index", "No space left on device: alerts", "No space left on device: reports", "HTTP 503", "No space left on device: hook", "no connection (ConnectionRefused)"])
            Assert.Contains(words, page);
        var receivers = await Text(server, "/api/v1/receivers");
        Assert.Contains("\"queued\":3", receivers);
        Assert.Contains("\"delivered\":11,\"failed\":13", receivers);
        Assert.Contains("\"storeFault\":\"No space left on device: alerts\"", await Text(server, "/api/v1/alerts"));
        Assert.Contains("\"storeFault\":\"No space left on device: reports\"", await Text(server, "/api/v1/reports"));

        await rounds.Lose(Cancellation);
        Assert.Contains("the server that runs alerts and reports does not answer", await Text(server, "/reports"));
        Assert.Contains("\"failed\":13", await Text(server, "/api/v1/receivers"));
    }

    [Fact]
    public async Task WhoRunsThemShowsWhatItKnowsItself()
    {
        await using var server = await RunningServer.Start(Options());
        var rounds = server.Service<FleetRounds>();
        await rounds.Lose(Cancellation);
        await rounds.Start();
        try
        {
            await rounds.Follow(new RoundsHealth("of another", "", "", "", []), Cancellation);
            Assert.Equal("", rounds.Health.AlertRoundFault);
        }
        finally
        {
            await rounds.Stop(Cancellation);
        }
    }

    private static ServerOptions Options()
    {
        var options = RunningServer.Options();
        options.Config = new ServerConfig
        {
            Receivers =
            [
                new ReceiverOptions("hook", ReceiverKind.Webhook) { Url = new Uri("http://127.0.0.1:9/") },
                new ReceiverOptions("am", ReceiverKind.Alertmanager) { Url = new Uri("http://127.0.0.1:9/") },
            ],
            Alerts = new AlertOptions { Routes = [new AlertRoute("", QueryFilter.Everything, ["hook", "am"], new Dictionary<string, string>(), false)] },
        };
        return options;
    }

    private static Task<string> Text(RunningServer server, string path) => server.Http.GetStringAsync(new Uri(path, UriKind.Relative), Cancellation);
}
