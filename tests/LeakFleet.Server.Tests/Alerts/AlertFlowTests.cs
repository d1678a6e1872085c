using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LeakFleet.Fleet;
using LeakFleet.Server.Alerts;
using LeakFleet.Server.Configuration;
using LeakFleet.Server.Delivery;
using LeakFleet.Server.Tests.Delivery;

namespace LeakFleet.Server.Tests.Alerts;

/// <summary>The whole way on a running server: finding, alert, queue, receiver; and what happens when something on it breaks.</summary>
public sealed class AlertFlowTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ALeakIsToldOnceAndNotAgainAfterARestart()
    {
        await using var hook = await TestReceiver.Start();
        var folder = Directory.CreateTempSubdirectory("leakfleet-");
        try
        {
            for (var run = 0; run < 3; run++)
            {
                await using var server = await RunningServer.Start(Options(folder.FullName, Hook(hook.Url)));
                if (run == 0) await new SampleProcess(100).Live(server.Fleet, bytesPerMinute: 500_000);
                await Tool.Eventually(async () => (await Text(server, "alerts")).Contains("\"told\":[\"hook\"]", StringComparison.Ordinal) ? null : "the alert should be told");
                if (run == 0) await hook.Next();
                // A server that stops before it has heard the answer tells it again, as it must.
                if (run == 0) await Tool.Eventually(async () => (await Text(server, "receivers")).Contains("\"delivered\":1", StringComparison.Ordinal) ? null : "it should be delivered");
                await server.Fleet.Flush(Cancellation);
            }

            Assert.Single(hook.All);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task WhatAServerCouldNotDeliverItsSuccessorDelivers()
    {
        await using var hook = await TestReceiver.Start();
        hook.Answer = context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        var folder = Directory.CreateTempSubdirectory("leakfleet-");
        try
        {
            string first;
            await using (var server = await RunningServer.Start(Options(folder.FullName, Hook(hook.Url))))
            {
                await new SampleProcess(100).Live(server.Fleet, bytesPerMinute: 500_000);
                first = (await hook.Next()).Headers["Idempotency-Key"];
            }

            hook.Answer = _ => Task.CompletedTask;
            await using (var server = await RunningServer.Start(Options(folder.FullName, Hook(hook.Url))))
            {
                await Tool.Eventually(async () => (await Text(server, "receivers")).Contains("\"delivered\":1", StringComparison.Ordinal) ? null : "it should be delivered");
                Assert.All(hook.All, r => Assert.Equal(first, r.Headers["Idempotency-Key"]));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task ABrokenReceiverHoldsUpNobodyElseAndShows()
    {
        await using var hook = await TestReceiver.Start();
        await using var stuck = await TestReceiver.Start();
        stuck.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        await using var server = await RunningServer.Start(Options(
            null, new ReceiverOptions("gone", ReceiverKind.Webhook) { Url = new Uri("http://127.0.0.1:9/") },
            new ReceiverOptions("stuck", ReceiverKind.Webhook) { Url = stuck.Url, Timeout = TimeSpan.FromMinutes(2) }, Hook(hook.Url)));
        await new SampleProcess(100).Live(server.Fleet, bytesPerMinute: 500_000);
        await hook.Next();
        await new SampleProcess(101, service: "catalog").Live(server.Fleet, bytesPerMinute: 500_000);
        await hook.Next();
        await Tool.Eventually(async () => (await Text(server, "receivers")).Contains("no connection (ConnectionRefused)", StringComparison.Ordinal) ? null : "the fault should show");
        using var receivers = JsonDocument.Parse(await Text(server, "receivers"));
        var byName = receivers.RootElement.GetProperty("receivers").EnumerateArray().ToDictionary(r => r.GetProperty("receiver").GetString()!);
        Assert.Equal(2, byName["hook"].GetProperty("delivered").GetInt64());
        Assert.True(byName["gone"].GetProperty("queued").GetInt32() == 2 && byName["gone"].GetProperty("failed").GetInt64() > 0);
        Assert.Equal(2, byName["stuck"].GetProperty("queued").GetInt32());
    }

    [Fact]
    public async Task AFullDiskStopsNoAlertAndShows()
    {
        await using var hook = await TestReceiver.Start();
        await using var server = await RunningServer.Start(Options(null, Hook(hook.Url)), new FullStore());
        await new SampleProcess(100).Live(server.Fleet, bytesPerMinute: 500_000);
        await hook.Next();
        await Tool.Eventually(async () => (await Text(server, "receivers")).Contains("No space left on device", StringComparison.Ordinal) ? null : "the store's fault should show");
    }

    [Fact]
    public async Task ASilenceHoldsAnAlertBackUntilItIsEnded()
    {
        await using var hook = await TestReceiver.Start();
        await using var server = await RunningServer.Start(Options(null, Hook(hook.Url)));
        using var created = await server.Http.PostAsJsonAsync("/api/v1/silences", new { match = "service=checkout", duration = "1h", comment = "deploy" }, Cancellation);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var id = JsonDocument.Parse(await created.Content.ReadAsStringAsync(Cancellation)).RootElement.GetProperty("id").GetString();
        await new SampleProcess(100).Live(server.Fleet, bytesPerMinute: 500_000);
        await Tool.Eventually(async () => (await Text(server, "alerts")).Contains("\"silenced\":true", StringComparison.Ordinal) ? null : "it should be silenced");
        Assert.Contains("\"phase\":\"firing\"", await Text(server, "alerts"));
        Assert.Empty(hook.All);
        using var ended = await server.Http.DeleteAsync(new Uri($"/api/v1/silences/{id}", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        await hook.Next();
    }

    [Theory]
    [InlineData("{}", "matches everything")]
    [InlineData("{\"duration\":\"0s\"}", "must be above 0s")]
    [InlineData("{\"match\":\"nonsense=1\"}", "match")]
    [InlineData("{\"match\":\"service=a\",\"duration\":\"soon\"}", "duration")]
    [InlineData("{\"match\":\"service=a\",\"untill\":\"x\"}", "untill")]
    [InlineData("[", "not a silence")]
    public async Task AWrongSilenceIsRefusedByItsField(string body, string named)
    {
        await using var server = await RunningServer.Start();
        using var answer = await server.Http.PostAsync(
            new Uri("/api/v1/silences", UriKind.Relative), new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains(named, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    private static ReceiverOptions Hook(Uri url) => new("hook", ReceiverKind.Webhook) { Url = url };

    private static ServerOptions Options(string? folder, params ReceiverOptions[] receivers)
    {
        var options = RunningServer.Options();
        options.StateFolder = folder;
        options.Config = new ServerConfig
        {
            Receivers = receivers,
            Delivery = new DeliveryOptions { RetryMin = TimeSpan.FromMilliseconds(100) },
            Alerts = new AlertOptions
            {
                FireAfter = TimeSpan.Zero,
                Interval = TimeSpan.FromMilliseconds(100),
                Routes = [new AlertRoute("", QueryFilter.Everything, [.. receivers.Select(r => r.Name)], new Dictionary<string, string>(), false)],
            },
        };
        return options;
    }

    private static Task<string> Text(RunningServer server, string what) => server.Http.GetStringAsync(new Uri($"/api/v1/{what}", UriKind.Relative), Cancellation);

    /// <summary>A disk that took everything it could.</summary>
    private sealed class FullStore : IDocumentStore
    {
        public ValueTask<byte[]?> Read(string name, CancellationToken cancellation = default) => new((byte[]?)null);

        public ValueTask Write(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default) =>
            throw new IOException($"No space left on device : '{name}'");

        public ValueTask Delete(string name, CancellationToken cancellation = default) => throw new IOException("No space left on device");
    }
}
