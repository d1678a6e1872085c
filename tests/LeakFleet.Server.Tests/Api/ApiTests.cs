using System.Net;
using System.Text.Json;
using LeakFleet.Server.Api;

namespace LeakFleet.Server.Tests.Api;

public sealed class ApiTests
{
    [Fact]
    public async Task AProcessHasTheShapeClientsRelyOn()
    {
        await using var server = await RunningServer.Start();
        var sample = new SampleProcess(100) { Labels = new() { ["env"] = "prod" } };
        await sample.Live(server.Fleet, bytesPerMinute: 500_000);
        using var json = await Json(server, "/api/v1/processes");
        Assert.Equal(["at", "processes", "total", "nextCursor", "partial"], Names(json.RootElement));
        var process = json.RootElement.GetProperty("processes")[0];
        Assert.Equal(
            ["key", "node", "pid", "service", "version", "runtime", "labels", "startedAt", "lastSeenAt", "exited", "verdict", "finding",
             "heapBytes", "rssBytes", "containerLimitBytes", "histograms", "droppedMessages", "trouble",
             "otherFindings", "explanation", "outOfMemoryAt"],
            Names(process));
        Assert.Equal(sample.Key.ToString(), process.GetProperty("key").GetString());
        Assert.Equal("leak", process.GetProperty("verdict").GetString());
        Assert.Equal("Acme.Order", process.GetProperty("finding").GetProperty("type").GetString());
        Assert.Equal(110_000_000, process.GetProperty("rssBytes").GetInt64());
        Assert.Equal(JsonValueKind.Null, process.GetProperty("containerLimitBytes").ValueKind);
        Assert.Equal("prod", process.GetProperty("labels").GetProperty("env").GetString());
        Assert.True(process.GetProperty("startedAt").TryGetDateTimeOffset(out _));
    }

    [Fact]
    public async Task AnswersReadBackIntoTheirRecords()
    {
        await using var server = await RunningServer.Start();
        using var agent = await TestAgent.ConnectAndGreet(server);
        await new SampleProcess(100).Live(server.Fleet, 500_000);
        await new SampleProcess(101, version: "1.3.0").Live(server.Fleet, 0);

        var processes = JsonSerializer.Deserialize(await Text(server, "/api/v1/processes"), ServerJson.Default.ProcessesResponse)!;
        Assert.Equal(["leak", "healthy"], processes.Processes.Select(p => p.Verdict));
        var detail = JsonSerializer.Deserialize(
            await Text(server, $"/api/v1/processes/{processes.Processes[0].Key}"), ServerJson.Default.ProcessDetailResponse)!;
        Assert.Contains(detail.Types, t => t is { Type: "Acme.Order", Verdict: "leak", SeriesBytes.Count: > 10 });
        Assert.NotEmpty(detail.Collections);
        Assert.NotEmpty(detail.RssBytes);

        var finding = Assert.Single(JsonSerializer.Deserialize(await Text(server, "/api/v1/findings"), ServerJson.Default.FindingsResponse)!.Findings);
        Assert.Equal(["1.3.0"], finding.UnaffectedVersions);
        Assert.StartsWith("Acme.Order grows by 28.", finding.Sentence);
        Assert.EndsWith("/h in checkout 1.4.0 (1 of 1 replica), not in 1.3.0", finding.Sentence);
        Assert.InRange(finding.BytesPerHour!.Value, 29_000_000, 31_000_000);

        var service = Assert.Single(JsonSerializer.Deserialize(await Text(server, "/api/v1/services"), ServerJson.Default.ServicesResponse)!.Services);
        Assert.Equal(("checkout", 2, 1, 1), (service.Service, service.Replicas, service.Leaking, service.OpenFindings));
        var connected = Assert.Single(JsonSerializer.Deserialize(await Text(server, "/api/v1/agents"), ServerJson.Default.AgentsResponse)!.Agents);
        Assert.Equal(("agent-1", "node-1", true), (connected.Agent, connected.Node, connected.Connected));
        Assert.Equal("ok", JsonSerializer.Deserialize(await Text(server, "/healthz"), ServerJson.Default.HealthResponse)!.Status);
    }

    [Theory]
    [InlineData("/api/v1/processes?sevice=checkout", HttpStatusCode.BadRequest, "This question cannot be answered", "sevice: is no field of processes")]
    [InlineData("/api/v1/findings?kind=leaky&limit=0", HttpStatusCode.BadRequest, "This question cannot be answered", "limit: is a number from 1 to 1000")]
    [InlineData("/api/v1/findings?format=xml", HttpStatusCode.BadRequest, "This question cannot be answered", "format: is json or csv")]
    [InlineData("/api/v1/findings/0123456789abcdef", HttpStatusCode.NotFound, "No such finding", "0123456789abcdef")]
    [InlineData("/api/v1/series", HttpStatusCode.BadRequest, "This question cannot be answered", "process: or fingerprint must be given")]
    [InlineData("/api/v1/agents?x=1", HttpStatusCode.BadRequest, "This question cannot be answered", "it has none but format")]
    [InlineData("/api/v1/processes/nonsense", HttpStatusCode.BadRequest, "This is not a process key", "node~boot~pid~start")]
    [InlineData("/api/v1/processes/n~aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa~1~1", HttpStatusCode.NotFound, "No such process", "n~aaa")]
    [InlineData("/api/v2/processes", HttpStatusCode.NotFound, "There is nothing at this address", "/api/v1")]
    [InlineData("/assets/other.css", HttpStatusCode.NotFound, "There is nothing at this address", "/api/v1")]
    [InlineData("/v1/agents", HttpStatusCode.UpgradeRequired, "Agents connect here by WebSocket", "leakfleet.v1")]
    public async Task WhatCannotBeAnsweredIsAProblemThatSaysWhy(string path, HttpStatusCode status, string title, string detail)
    {
        await using var server = await RunningServer.Start();
        using var response = await server.Http.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(title, json.RootElement.GetProperty("title").GetString());
        Assert.Equal((int)status, json.RootElement.GetProperty("status").GetInt32());
        Assert.Contains(detail, json.RootElement.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/healthz")]
    [InlineData("/api/v1/processes")]
    [InlineData("/api/v1/agents")]
    public async Task HeadIsAnsweredAsGetWithoutTheBody(string path)
    {
        await using var server = await RunningServer.Start();
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("POST", "/", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/api/v1/processes", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "/api/v1/processes/n~aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa~1~1", HttpStatusCode.MethodNotAllowed)]
    [InlineData("PUT", "/v1/agents", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/nowhere", HttpStatusCode.NotFound)]
    public async Task WhatCanOnlyBeReadSaysSo(string method, string path, HttpStatusCode status)
    {
        await using var server = await RunningServer.Start();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(status == HttpStatusCode.MethodNotAllowed ? ["GET", "HEAD"] : [], response.Content.Headers.Allow);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task AStartThatIsNotKnownIsNull()
    {
        await using var server = await RunningServer.Start();
        var sample = new SampleProcess(100);
        await server.Fleet.Ingest(sample.Memory(1), TestContext.Current.CancellationToken);
        using var json = await Json(server, "/api/v1/processes");
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("processes")[0].GetProperty("startedAt").ValueKind);
        foreach (var page in new[] { "/", $"/processes/{sample.Key}" })
        {
            var html = await Text(server, page);
            Assert.DoesNotContain("1969", html);
            Assert.DoesNotContain("1970", html);
        }
    }

    private static async Task<string> Text(RunningServer server, string path) =>
        await server.Http.GetStringAsync(path, TestContext.Current.CancellationToken);

    private static async Task<JsonDocument> Json(RunningServer server, string path) => JsonDocument.Parse(await Text(server, path));

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(p => p.Name);
}
