using System.Net;

namespace LeakFleet.Server.Tests.Pages;

public sealed class PageTests
{
    private const string Attack = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";

    [Fact]
    public async Task AnEmptyFleetSaysWhatToDo()
    {
        await using var server = await RunningServer.Start();
        var page = await Page(server, "/");
        Assert.StartsWith("<!DOCTYPE html>", page);
        Assert.Contains("No agent is connected", page);
        Assert.Contains("No processes yet", page);
    }

    [Fact]
    public async Task TheFrontPageNamesTheLeakInASentenceAndDrawsIt()
    {
        await using var server = await RunningServer.Start();
        var leaking = new SampleProcess(100);
        await leaking.Live(server.Fleet, 500_000);
        await new SampleProcess(101).Live(server.Fleet, 500_000);
        await new SampleProcess(102, version: "1.3.0").Live(server.Fleet, 0);
        var page = await Page(server, "/");
        Assert.Contains("<code>Acme.Order</code> grows by 28.6 MiB/h in checkout 1.4.0 (2 of 2 replicas), not in 1.3.0", page);
        Assert.Contains("Bytes held by Acme.Order</title>", page);
        Assert.Contains("<path class=\"s1\" d=\"M", page);
        Assert.Contains("<path class=\"s2\" d=\"M", page);
        Assert.Contains("<path class=\"backdrop\" d=\"M", page);
        Assert.Contains($"href=\"/processes/{leaking.Key}\"", page);
        Assert.Contains("http-equiv=\"refresh\"", page);
        Assert.DoesNotContain("http-equiv=\"refresh\"", await Page(server, "/?live=off"));
    }

    [Fact]
    public async Task ALeakNamedByWhatAContainerHoldsIsDrawnToo()
    {
        await using var server = await RunningServer.Start();
        await new SampleProcess(100) { Type = "System.Collections.Generic.Dictionary<System.String, Acme.Order>+Entry[]" }.Live(server.Fleet, 500_000);
        var page = await Page(server, "/");
        Assert.Contains("Bytes held by Acme.Order</title>", page);
        Assert.Contains("<path class=\"s1\" d=\"M", page);
    }

    [Fact]
    public async Task TwoHundredProcessesFillTwoPages()
    {
        await using var server = await RunningServer.Start();
        for (var i = 1; i <= 200; i++) await server.Fleet.Ingest(new SampleProcess(i, $"service-{i:000}").Description(), TestContext.Current.CancellationToken);
        var first = await Page(server, "/");
        Assert.Contains("1 to 100 of 200", first);
        Assert.Contains("service-001", first);
        Assert.DoesNotContain("service-101", first);
        Assert.InRange(first.Length, 0, 200_000);
        Assert.Contains("service-200", await Page(server, "/?page=2"));
        Assert.Contains("service-200", await Page(server, "/?page=99"));
    }

    [Fact]
    public async Task AProcessPageShowsItsTypesChartsAndCollections()
    {
        await using var server = await RunningServer.Start();
        var process = new SampleProcess(100);
        await process.Live(server.Fleet, 500_000);
        var page = await Page(server, $"/processes/{process.Key}");
        Assert.Contains("Memory of this process</title>", page);
        Assert.Contains("System.String", page);
        Assert.Contains("dotnet Acme.Checkout.dll", page);
        Assert.Contains("Garbage collections", page);
        Assert.Contains("1.50 ms", page);
    }

    [Fact]
    public async Task AnUnknownProcessIsAPageThatSaysSo()
    {
        await using var server = await RunningServer.Start();
        using var response = await server.Http.GetAsync("/processes/%3Cscript%3E", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("No such process", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task NothingATargetSaysBecomesMarkup()
    {
        await using var server = await RunningServer.Start();
        var process = new SampleProcess(100, Attack, Attack) { Type = Attack, Labels = new() { [Attack] = Attack } };
        await process.Live(server.Fleet, 500_000);
        foreach (var path in (string[])["/", $"/processes/{process.Key}"])
        {
            var page = await Page(server, path);
            Assert.Contains("alert(1)", page);
            Assert.DoesNotContain("<script", page);
            Assert.DoesNotContain("<img src=x", page);
            Assert.DoesNotContain("\"'>", page);
        }
    }

    [Fact]
    public async Task AssetsAreKeptForGoodAndComeFromHereAlone()
    {
        await using var server = await RunningServer.Start();
        var page = await Page(server, "/");
        var path = page.Split("stylesheet\" href=\"")[1].Split('"')[0];
        using var response = await server.Http.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(response.Headers.CacheControl!.Extensions, e => e.Name == "immutable");
        using var again = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { response.Headers.ETag! } } };
        using var unchanged = await server.Http.SendAsync(again, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.DoesNotContain("https://", page);
        Assert.DoesNotContain(" style=", page);
    }

    private static async Task<string> Page(RunningServer server, string path) =>
        await server.Http.GetStringAsync(path, TestContext.Current.CancellationToken);
}
