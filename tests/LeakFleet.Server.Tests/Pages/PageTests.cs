using System.Net;
using LeakFleet.Protocol;

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
        Assert.Contains("<code>Acme.Order</code></a> grows by 28.6 MiB/h in checkout 1.4.0 (2 of 2 replicas), not in 1.3.0", page);
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
    public async Task TwoHundredProcessesAreReachedPageByPage()
    {
        await using var server = await RunningServer.Start();
        for (var i = 1; i <= 200; i++) await server.Fleet.Ingest(new SampleProcess(i, $"service-{i:000}").Description(), TestContext.Current.CancellationToken);
        var seen = new HashSet<string>();
        for (var path = "/processes?sort=service"; path is not null;)
        {
            var page = await Page(server, path);
            Assert.InRange(page.Length, 0, 200_000);
            Assert.Matches("(75|50) of 200", page);
            foreach (var part in page.Split("<a href=\"/processes/")[1..]) seen.Add(part.Split('"')[0]);
            path = page.Contains("rel=\"next\"", StringComparison.Ordinal) ? WebUtility.HtmlDecode(page.Split("\" rel=\"next\"")[0].Split("href=\"")[^1]) : null;
        }

        Assert.Equal(200, seen.Count);
        Assert.InRange((await Page(server, "/")).Length, 0, 200_000);
    }

    [Fact]
    public async Task AFindingsPageAnswersWhatWhereSinceWhenAndWhatToDo()
    {
        await using var server = await RunningServer.Start();
        var leaking = new SampleProcess(100) { LimitBytes = 512L << 20 };
        await leaking.Live(server.Fleet, 500_000);
        await new SampleProcess(101) { Minutes = 90 }.Live(server.Fleet, 500_000);
        await new SampleProcess(102, version: "1.3.0").Live(server.Fleet, 0);
        var front = await Page(server, "/");
        var page = await Page(server, WebUtility.HtmlDecode(front.Split("<h3><a href=\"")[1].Split('"')[0]));
        Assert.Contains("<code>Acme.Order</code> grows by", page);
        Assert.Contains("What to do first.", page);
        Assert.Contains("Bytes held by Acme.Order by the age of each process</title>", page);
        Assert.Contains("Bytes held by Acme.Order over time</title>", page);
        Assert.Contains("<path class=\"fan\" d=\"M", page);
        Assert.Contains("Versions side by side", page);
        Assert.Contains("ruled out", page);
        Assert.Contains("Warm-up, or a cache that fills", page);
        Assert.Contains($"href=\"/processes/{leaking.Key}\"", page);
    }

    [Fact]
    public async Task TypesThatGrowTogetherAreDrawnTogether()
    {
        await using var server = await RunningServer.Start();
        await new SampleProcess(100) { Minutes = 300, Beside = "System.Collections.Generic.List<Acme.Order>" }.Live(server.Fleet, 500_000);
        var finding = Assert.Single(await server.Fleet.Findings(TestContext.Current.CancellationToken));
        var page = await Page(server, $"/findings/{finding.Fingerprint}");
        Assert.Contains(">Bytes of the types that grow, by the age of one replica</title>", page);
        Assert.Contains(">Bytes of the types that grow, over time</title>", page);
        Assert.Contains("List<Acme.Order>\n", WebUtility.HtmlDecode(page));
        Assert.InRange(page.Length, 0, 200_000);
    }

    [Theory]
    [InlineData("/services", "checkout")]
    [InlineData("/services/checkout", "Managed heap by age")]
    [InlineData("/processes?service=checkout&version=1.4.0", "Acme.Order")]
    [InlineData("/types?state=growing", "Acme.Order")]
    [InlineData("/agents", "Coverage by node")]
    [InlineData("/search?q=acme.ord", "Findings")]
    [InlineData("/?type=acme.*", "28.6 MiB/h")]
    [InlineData("/?service=none", "No finding matches this filter")]
    [InlineData("/?state=resolved", "No finding matches this filter")]
    [InlineData("/search?q=zzz", "Nothing in the fleet has it")]
    public async Task EveryViewHasAnAddress(string path, string shows)
    {
        await using var server = await RunningServer.Start();
        await new SampleProcess(100).Live(server.Fleet, 500_000);
        Assert.Contains(shows, await Page(server, path));
    }

    [Fact]
    public async Task AQuestionWithFaultsIsAnsweredWithWhatIsWrong()
    {
        await using var server = await RunningServer.Start();
        using var response = await server.Http.GetAsync("/processes?sevice=checkout&sort=size", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("<strong>sevice</strong> is no field of processes", page);
        Assert.Contains("<strong>sort</strong>", page);
    }

    [Fact]
    public async Task TwoPointsInTimeOfAProcessAreCompared()
    {
        await using var server = await RunningServer.Start();
        var process = new SampleProcess(100);
        await process.Live(server.Fleet, 500_000);
        Assert.Contains("against", await Page(server, $"/processes/{process.Key}?from=2h&to=1h"));
        Assert.Contains("is no time", await Page(server, $"/processes/{process.Key}?from=yesterday"));
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
    public async Task TheAgentsPageTellsHowAgentsAreDoing()
    {
        await using var server = await RunningServer.Start();
        using var agent = await TestAgent.ConnectAndGreet(server);
        await agent.Send(new AgentReport(3_600_000, 600_000, 5_000_000, 6_000_000, 36_000_000, 48 << 20, 12, 1, 2, 3, 400, 5, 6, 700, 20 << 20, 32 << 20, 8, "2 processes cannot be read: <b>denied</b>"));
        await Tool.Eventually(async () => (await Page(server, "/agents")).Contains("83 %", StringComparison.Ordinal) ? null : "the use of the budget should be told");
        var page = await Page(server, "/agents");
        Assert.Contains("12 watched, 3 walked less often, 1 left out", page);
        Assert.Contains("Heap walks took 5.0 s of processor time within the last 10 min; they may take 6.0 s", page);
        Assert.Contains("&lt;b&gt;denied&lt;/b&gt;", page);
        Assert.Contains("700 <span class=\"quiet\">(20.0 MiB)</span>", page);
        Assert.Contains("title=\"Of one core, since its start\">1 %</td>", page);
        var api = await Page(server, "/api/v1/agents");
        Assert.Contains("\"walkBudgetUsedRatio\":0.8333", api);
        Assert.Contains("0.8333", await Page(server, "/api/v1/agents?format=csv"));
    }

    [Fact]
    public async Task AStateFolderThatCannotBeWrittenIsToldWhereAgentsAreAndNothingElseStops()
    {
        var options = RunningServer.Options();
        options.StateFolder = Directory.CreateTempSubdirectory("leakfleet-server-tests-").FullName;
        await using var server = await RunningServer.Start(options);
        var states = Path.Combine(options.StateFolder, "processes");
        Directory.Move(states, states + ".away");
        await new SampleProcess(100).Live(server.Fleet, 500_000);
        await Tool.Eventually(async () => (await Page(server, "/agents")).Contains("is not written to disk", StringComparison.Ordinal) ? null : "the fault should be told");
        Assert.Contains("Not written to disk", await Page(server, "/reports"));
        Assert.Contains("Acme.Order", await Page(server, "/"));
        Assert.Matches("(?m)^leakfleet_fleet_states_write_failures_total [1-9]", await Page(server, "/metrics"));
        Directory.Move(states + ".away", states);
        await Tool.Eventually(async () => (await Page(server, "/agents")).Contains("is not written to disk", StringComparison.Ordinal) ? "it should be over" : null);
    }

    [Fact]
    public async Task WhatHoldsTheObjectsIsDrawnWithItsShares()
    {
        await using var server = await RunningServer.Start();
        var process = new SampleProcess(100);
        await process.Live(server.Fleet, 500_000);
        var finding = Assert.Single(await server.Fleet.Findings(TestContext.Current.CancellationToken));
        Assert.Contains("Not known yet", await Page(server, $"/findings/{finding.Fingerprint}"));
        await server.Fleet.Ingest(process.Retention(), TestContext.Current.CancellationToken);
        var page = await Page(server, $"/findings/{finding.Fingerprint}");
        Assert.Contains("What holds the objects of Acme.Order</title>", page);
        Assert.Contains("static Acme.Cache.Orders: holds 93.8 %, confirmed.", page);
        Assert.Contains(">static Cache.Orders</text>", page);
        Assert.Contains("no path was found", page);
        Assert.Contains("10,000 objects", page);
        using var asked = await server.Http.PostAsync(new Uri($"/findings/{finding.Fingerprint}/evidence", UriKind.Relative), null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.SeeOther, asked.StatusCode);
        Assert.Contains("Asked: the answer shows here", await Page(server, asked.Headers.Location!.ToString().Split('#')[0]));
    }

    [Fact]
    public async Task NothingATargetSaysBecomesMarkup()
    {
        await using var server = await RunningServer.Start();
        var process = new SampleProcess(100, Attack, Attack) { Type = Attack, Labels = new() { [Attack] = Attack } };
        await process.Live(server.Fleet, 500_000);
        var finding = Assert.Single(await server.Fleet.Findings(TestContext.Current.CancellationToken));
        var attack = Uri.EscapeDataString(Attack);
        foreach (var path in (string[])["/", $"/processes/{process.Key}", "/processes", "/services", $"/services/{attack}", "/types", $"/findings/{finding.Fingerprint}",
            $"/search?q={attack}", $"/?search={attack}", $"/processes/{process.Key}?from=2h"])
        {
            var page = await Page(server, path);
            Assert.Contains("alert(1)", page);
            Assert.DoesNotContain("<script>", page);
            Assert.DoesNotContain("<img src=x", page);
            Assert.DoesNotContain("\"'>", page);
        }
    }

    [Fact]
    public async Task ControlCharactersAndOverridesAreShownAndLongNamesEnd()
    {
        await using var server = await RunningServer.Start();
        var process = new SampleProcess(100, "check\u202Eout", "1\u001b[31m") { Type = "Acme." + new string('X', 5000), Labels = new() { ["a"] = new string('y', 10_000) } };
        await process.Live(server.Fleet, 500_000);
        foreach (var path in (string[])["/", $"/processes/{process.Key}", "/processes", "/services", "/types", "/search?q=acme"])
        {
            var page = await Page(server, path);
            Assert.DoesNotContain('\u202E', page);
            Assert.DoesNotContain('\u001b', page);
            Assert.InRange(page.Length, 1, 200_000);
            Assert.Contains("\\u202E", page);
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
