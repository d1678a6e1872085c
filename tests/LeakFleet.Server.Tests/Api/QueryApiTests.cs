using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LeakFleet.Server.Api;

namespace LeakFleet.Server.Tests.Api;

public sealed class QueryApiTests
{
    [Fact]
    public async Task AnAnswerHoldsWhatTheFilterLetsThrough()
    {
        await using var server = await Small();
        Assert.Equal(["1.4.0"], (await Processes(server, "verdict=leak")).Select(p => p.Version));
        Assert.Equal(2, (await Processes(server, "service!=gate*")).Count);
        Assert.Equal("gateway", Assert.Single(await Processes(server, "label.team=edge")).Service);
        Assert.Equal("gateway", Assert.Single(await Processes(server, "search=edge%20node-2")).Service);
        Assert.Equal("gateway", Assert.Single(await Processes(server, "pod=gateway-*")).Service);
        Assert.Empty(await Processes(server, "namespace=shop"));
        Assert.Single((await Read(server, "findings?type=acme.*&node=node-1", ServerJson.Default.FindingsResponse)).Findings);
        Assert.Empty((await Read(server, "findings?node=node-2", ServerJson.Default.FindingsResponse)).Findings);
    }

    [Fact]
    public async Task PagesFollowEachOtherByCursorAndByLink()
    {
        await using var server = await Small();
        var seen = new List<string>();
        for (var path = "/api/v1/processes?sort=node&limit=1"; path is not null;)
        {
            using var response = await server.Http.GetAsync(path, TestContext.Current.CancellationToken);
            var page = JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), ServerJson.Default.ProcessesResponse)!;
            Assert.Equal(3, page.Total);
            seen.AddRange(page.Processes.Select(p => p.Key));
            path = response.Headers.TryGetValues("Link", out var links) ? links.Single().Split('<', '>')[1] : null;
            Assert.Equal(page.NextCursor is not null, path is not null);
        }

        Assert.Equal(3, seen.Distinct().Count());
    }

    [Fact]
    public async Task AFindingTellsItsEvidenceAndWhatWasRuledOut()
    {
        await using var server = await Small();
        var finding = Assert.Single((await Read(server, "findings", ServerJson.Default.FindingsResponse)).Findings);
        var detail = await Read(server, $"findings/{finding.Fingerprint}?service=checkout", ServerJson.Default.FindingDetailResponse);
        Assert.Equal("Acme.Order", Assert.Single(detail.Growing).Type);
        Assert.Equal("1.4.0", Assert.Single(detail.Replicas).Version);
        Assert.Contains(detail.RuledOut, r => r.Kind == "warm-up" && r.Reason.Contains("still grows by", StringComparison.Ordinal));
        Assert.Contains(detail.RuledOut, r => r.Kind == "always-so" && r.Reason.Contains("1.3.0", StringComparison.Ordinal));
        Assert.Contains(detail.RuledOut, r => r.Kind == "load-driven");

        var series = await Read(server, $"series?fingerprint={finding.Fingerprint}", ServerJson.Default.SeriesResponse);
        var line = Assert.Single(series.Series);
        Assert.Equal(("type", "Acme.Order", "bytes"), (line.Measure, line.Type, line.Unit));
        Assert.True(line.Points[^1].Value > line.Points[0].Value);
        var middle = line.Points[line.Points.Count / 2].At;
        var later = await Read(server, $"series?fingerprint={finding.Fingerprint}&from={Uri.EscapeDataString(middle.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", null))}", ServerJson.Default.SeriesResponse);
        Assert.Equal(middle, later.Series[0].Points[0].At);
    }

    [Fact]
    public async Task SeriesOfMoreReplicasThanOneAnswerHoldsSayThatTheyAreCut()
    {
        await using var server = await RunningServer.Start();
        foreach (var pid in Enumerable.Range(100, 66)) await new SampleProcess(pid).Live(server.Fleet, 500_000);
        var finding = Assert.Single((await Read(server, "findings", ServerJson.Default.FindingsResponse)).Findings);
        var answer = await Read(server, $"series?fingerprint={finding.Fingerprint}", ServerJson.Default.SeriesResponse);
        Assert.Equal(64, answer.Series.Count);
        Assert.Equal(("series-cut", "66 replicas are affected: the series of 64 are here. 'process' asks for one of the others."), Assert.Single(answer.Partial.Select(p => (p.Code, p.Text))));
    }

    [Fact]
    public async Task AFindingOfAServiceWithMoreProcessesThanAreLookedAtSaysSo()
    {
        await using var server = await RunningServer.Start();
        await new SampleProcess(100).Live(server.Fleet, 500_000);
        foreach (var pid in Enumerable.Range(1000, 1000)) await server.Fleet.Ingest(new SampleProcess(pid).Description(), TestContext.Current.CancellationToken);
        var finding = Assert.Single((await Read(server, "findings", ServerJson.Default.FindingsResponse)).Findings);
        var detail = await Read(server, $"findings/{finding.Fingerprint}", ServerJson.Default.FindingDetailResponse);
        Assert.Equal(100, Assert.Single(detail.Replicas).Pid);
        Assert.Equal("processes-cut", Assert.Single(detail.Partial).Code);
        Assert.Contains("checkout has 1001 processes: the 1000 most urgent ones", detail.Partial[0].Text);
    }

    [Fact]
    public async Task TwoPointsInTimeOfAHeapAreCompared()
    {
        await using var server = await Small();
        var key = Assert.Single(await Processes(server, "verdict=leak")).Key;
        var now = await Read(server, $"histograms/{key}", ServerJson.Default.HistogramResponse);
        Assert.Equal(["Acme.Order", "System.String"], now.Types.Select(t => t.Type));
        Assert.Null(now.Types[0].DeltaBytes);
        var diff = await Read(server, $"histograms/{key}?from=2h&to=1h", ServerJson.Default.HistogramResponse);
        var order = diff.Types[0];
        Assert.Equal("Acme.Order", order.Type);
        Assert.Equal(order.ToBytes - order.FromBytes, order.DeltaBytes);
        Assert.InRange(order.DeltaBytes!.Value, 20_000_000, 40_000_000);
        Assert.Equal(0, diff.Types[1].DeltaBytes);
    }

    [Fact]
    public async Task TypesAndGroupsAreSummedOverTheFleet()
    {
        await using var server = await Small();
        var type = Assert.Single((await Read(server, "types?state=growing", ServerJson.Default.FleetTypesResponse)).Types);
        Assert.Equal(("Acme.Order", 3, 1), (type.Type, type.Processes, type.Growing));
        Assert.InRange(type.BytesPerHour!.Value, 29_000_000, 31_000_000);
        var groups = await Read(server, "processes?group=version&sort=-service", ServerJson.Default.GroupsResponse);
        Assert.Equal([("2.0", 0), ("1.4.0", 1), ("1.3.0", 0)], groups.Groups.Select(g => (g.Value, g.Leaking)));
    }

    [Fact]
    public async Task EveryFaultIsNamedWithItsField()
    {
        await using var server = await RunningServer.Start();
        using var response = await server.Http.GetAsync("/api/v1/findings?sevice=x&kind=y&from=2222-01-01&format=xml", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var problem = JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), ServerJson.Default.ProblemResponse)!;
        Assert.Equal(["format", "from", "kind", "sevice"], problem.Errors!.Select(e => e.Field).Order());
    }

    [Theory]
    [InlineData("series?fingerprint=f1&type=Acme.*", "type")]
    [InlineData("series?process=node-1~0~1~1&service=checkout", "service")]
    [InlineData("alerts?phase=firing", "phase")]
    [InlineData("receivers?name=chat", "name")]
    [InlineData("silences?match=x&format=xml", "format match")]
    [InlineData("reports?schedule=daily", "schedule")]
    [InlineData("reports/daily-20260504t1200z?fromat=markdown", "fromat")]
    [InlineData("reports/daily-20260504t1200z?format=pdf", "format")]
    public async Task WhatAnAddressDoesNotTakeIsRefusedNotIgnored(string address, string fields)
    {
        await using var server = await RunningServer.Start();
        using var response = await server.Http.GetAsync($"/api/v1/{address}", TestContext.Current.CancellationToken);
        var problem = JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), ServerJson.Default.ProblemResponse)!;
        Assert.Equal((HttpStatusCode.BadRequest, fields), (response.StatusCode, string.Join(' ', problem.Errors!.Select(e => e.Field).Order(StringComparer.Ordinal))));
    }

    [Theory]
    [InlineData("POST", "silences?match=service", "match")]
    [InlineData("DELETE", "silences/abc?force=yes", "force")]
    [InlineData("POST", "report-schedules/daily/run?wait=no", "wait")]
    [InlineData("POST", "receivers/chat/dead-letters/1/retry?format=json", "format")]
    [InlineData("POST", "findings/f1/evidence?sevice=checkout", "sevice")]
    public async Task AParameterThatAChangeDoesNotTakeIsRefused(string method, string address, string field)
    {
        await using var server = await RunningServer.Start();
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/api/v1/{address}");
        if (method == "POST") request.Content = new StringContent("""{ "match": "service=checkout" }""", System.Text.Encoding.UTF8, "application/json");
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var problem = JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), ServerJson.Default.ProblemResponse)!;
        Assert.Equal((HttpStatusCode.BadRequest, field), (response.StatusCode, Assert.Single(problem.Errors!).Field));
        Assert.DoesNotContain("checkout", await server.Http.GetStringAsync("/api/v1/silences", TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("alerts", "id,phase,phaseSince,")]
    [InlineData("receivers", "receiver,type,target,")]
    [InlineData("silences", "id,match,startsAt,")]
    [InlineData("reports", "id,schedule,toAt,")]
    public async Task EveryListIsThereAsCsv(string list, string begins)
    {
        await using var server = await RunningServer.Start();
        using var silence = await server.Http.PostAsJsonAsync("/api/v1/silences", new { match = "service=checkout", comment = "=1+1" }, TestContext.Current.CancellationToken);
        using var response = await server.Http.GetAsync($"/api/v1/{list}?format=csv", TestContext.Current.CancellationToken);
        Assert.Equal("text/csv", response.Content.Headers.ContentType!.MediaType);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith(begins, text);
        if (list == "silences") Assert.Contains(",service=checkout,", text);
        if (list == "silences") Assert.Contains(",'=1+1\r\n", text);
    }

    [Fact]
    public async Task CsvIsForSpreadsheetsAndRunsNothingInThem()
    {
        await using var server = await RunningServer.Start();
        var hostile = new SampleProcess(100, "=cmd|' /C calc'!A0", "@1\u202E0.2") { Labels = new() { ["x"] = "\u001b[31mred", ["a"] = "+1" } };
        await server.Fleet.Ingest(hostile.Description(), TestContext.Current.CancellationToken);
        var csv = await server.Http.GetStringAsync("/api/v1/processes?format=csv", TestContext.Current.CancellationToken);
        var lines = csv.Split("\r\n");
        Assert.StartsWith("key,node,pid,service,version,", lines[0]);
        Assert.Contains(",\"'=cmd|' /C calc'!A0\",'@1\\u202E0.2,", lines[1]);
        Assert.DoesNotContain('\u001b', csv);
        Assert.Contains("\\u001B[31mred", csv);
        Assert.Equal(3, lines.Length);

        // As JSON everything is escaped, so that printing it on a terminal obeys nothing, and reads back as it was.
        var json = await server.Http.GetStringAsync("/api/v1/processes", TestContext.Current.CancellationToken);
        Assert.DoesNotContain(json, c => char.IsControl(c) || c == '\u202E');
        Assert.Equal("@1\u202E0.2", Assert.Single(await Processes(server, "")).Version);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"x\"", "\"say \"\"x\"\"\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("-2", "'-2")]
    [InlineData("+x", "'+x")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("  =1", "\"'  =1\"")]
    [InlineData("\t=1", "\\u0009=1")]
    [InlineData("a\nb", "a\\u000Ab")]
    [InlineData("a\u202Eb", "a\\u202Eb")]
    public void ACellIsText(string text, string cell) => Assert.Equal(cell, CsvText.Cell(text));

    [Fact]
    public async Task ANameOfTenKilobytesIsAnsweredWhole()
    {
        await using var server = await RunningServer.Start();
        var label = new string('x', 10_000);
        await server.Fleet.Ingest(new SampleProcess(100) { Labels = new() { ["long"] = label } }.Description(), TestContext.Current.CancellationToken);
        Assert.Contains(label, await server.Http.GetStringAsync("/api/v1/processes?format=csv", TestContext.Current.CancellationToken));
        Assert.Equal(label, Assert.Single(await Processes(server, "label.long=xxx*")).Labels["long"]);
    }

    /// <summary>A version that leaks, the one before that does not, and another service.</summary>
    private static async Task<RunningServer> Small()
    {
        var server = await RunningServer.Start();
        await new SampleProcess(100).Live(server.Fleet, 500_000);
        await new SampleProcess(101, version: "1.3.0").Live(server.Fleet, 0);
        await new SampleProcess(102, "gateway", "2.0", "node-2") { Labels = new() { ["team"] = "edge", ["k8s.pod.name"] = "gateway-1" } }.Live(server.Fleet, 0);
        return server;
    }

    private static async Task<IReadOnlyList<ProcessResponse>> Processes(RunningServer server, string query) =>
        (await Read(server, $"processes?{query}", ServerJson.Default.ProcessesResponse)).Processes;

    private static async Task<T> Read<T>(RunningServer server, string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(await server.Http.GetStringAsync($"/api/v1/{path}", TestContext.Current.CancellationToken), type)!;
}
