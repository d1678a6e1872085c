using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LeakFleet.Server.Tests.Api;

public sealed class OpenApiTests
{
    [Fact]
    public async Task EveryAnswerIsWhatTheDocumentSays()
    {
        await using var server = await RunningServer.Start();
        using var agent = await TestAgent.ConnectAndGreet(server);
        var leaking = new SampleProcess(100) { Labels = new() { ["team"] = "pay" } };
        await leaking.Live(server.Fleet, 500_000);
        await server.Fleet.Ingest(leaking.Retention(), TestContext.Current.CancellationToken);
        await new SampleProcess(101, version: "1.3.0").Live(server.Fleet, 0);
        var document = JsonNode.Parse(await Text(server, "/api/v1/openapi.json"))!;
        Assert.StartsWith("3.1", document["openapi"]!.GetValue<string>());
        var fingerprint = JsonNode.Parse(await Text(server, "/api/v1/findings"))!["findings"]![0]!["fingerprint"]!.GetValue<string>();
        using var made = await server.Http.PostAsync(new Uri("/api/v1/report-schedules/daily/run", UriKind.Relative), null, TestContext.Current.CancellationToken);
        var report = JsonNode.Parse(await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["id"]!.GetValue<string>();
        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            // What is changed has tests of its own; the document's own form is the specification's.
            if (item!["get"] is null || path.EndsWith("openapi.json", StringComparison.Ordinal)) continue;
            var address = path.Replace("{fingerprint}", fingerprint).Replace("{key}", leaking.Key.ToString()).Replace("{id}", report);
            string[] asked = path switch
            {
                "/api/v1/series" => [$"?process={leaking.Key}", $"?fingerprint={fingerprint}"],
                "/api/v1/histograms/{key}" => ["", "?from=2h"],
                "/api/v1/findings" or "/api/v1/processes" => ["", "?group=version"],
                _ => [""],
            };
            foreach (var query in asked)
            {
                var faults = new List<string>();
                var schema = item!["get"]!["responses"]!["200"]!["content"]!["application/json"]!["schema"]!;
                JsonShape.Check(JsonNode.Parse(await Text(server, address + query)), schema, document, address + query, faults);
                Assert.Empty(faults);
            }
        }
    }

    [Fact]
    public async Task EveryAddressOfTheApiIsInTheDocumentWithItsMethodsAndParametersAndNoOther()
    {
        await using var server = await RunningServer.Start();
        var document = JsonNode.Parse(await Text(server, "/api/v1/openapi.json"))!;
        var described = document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(o => $"{o.Key.ToUpperInvariant()} {p.Key}")).Order(StringComparer.Ordinal);
        var answered = server.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText is { } path && (path.StartsWith("/api/", StringComparison.Ordinal) || path == "/healthz"))
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Where(m => m != HttpMethods.Head).Select(m => $"{m} {e.RoutePattern.RawText}") ?? []);
        Assert.Equal(answered.Order(StringComparer.Ordinal), described);
        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            foreach (var (_, operation) in item!.AsObject())
            {
                var named = operation!["parameters"]!.AsArray().Where(p => p!["in"]!.GetValue<string>() == "path").Select(p => $"{{{p!["name"]!.GetValue<string>()}}}");
                Assert.Equal(path.Split('/').Where(part => part.StartsWith('{')), named);
            }
        }
    }

    [Fact]
    public async Task WhatIsSentIsWhatTheDocumentSays()
    {
        await using var server = await RunningServer.Start();
        var document = JsonNode.Parse(await Text(server, "/api/v1/openapi.json"))!;
        var post = document["paths"]!["/api/v1/silences"]!["post"]!;
        Assert.Equal("#/components/schemas/SilenceRequest", post["requestBody"]!["content"]!["application/json"]!["schema"]!["$ref"]!.GetValue<string>());
        using var made = await server.Http.PostAsJsonAsync("/api/v1/silences", new { match = "service=a", duration = "1h", comment = "deploy" }, TestContext.Current.CancellationToken);
        var faults = new List<string>();
        JsonShape.Check(
            JsonNode.Parse(await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)), post["responses"]!["201"]!["content"]!["application/json"]!["schema"]!, document, "silence", faults);
        Assert.Empty(faults);
    }

    [Fact]
    public async Task EveryParameterOfTheDocumentIsUnderstood()
    {
        await using var server = await RunningServer.Start();
        var document = JsonNode.Parse(await Text(server, "/api/v1/openapi.json"))!;
        foreach (var path in (string[])["findings", "processes", "services", "types"])
        {
            foreach (var parameter in document["paths"]![$"/api/v1/{path}"]!["get"]!["parameters"]!.AsArray())
            {
                var name = parameter!["name"]!.GetValue<string>();
                var values = parameter["schema"]!["enum"]?.AsArray() ?? parameter["schema"]!["items"]?["examples"]?.AsArray();
                var value = values?[0]!.GetValue<string>() ?? name switch { "limit" => "5", "from" or "to" or "newSince" => "24h", "group" => "service", "cursor" => "", _ => "x" };
                using var response = await server.Http.GetAsync($"/api/v1/{path}?{name}={Uri.EscapeDataString(value)}", TestContext.Current.CancellationToken);
                Assert.True(response.IsSuccessStatusCode, $"{path}?{name}={value}: {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
            }
        }
    }

    [Fact]
    public async Task AProblemIsWhatTheDocumentSays()
    {
        await using var server = await RunningServer.Start();
        var document = JsonNode.Parse(await Text(server, "/api/v1/openapi.json"))!;
        using var response = await server.Http.GetAsync("/api/v1/findings?limit=x", TestContext.Current.CancellationToken);
        var faults = new List<string>();
        JsonShape.Check(
            JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)), document["components"]!["schemas"]!["ProblemResponse"]!, document, "problem", faults);
        Assert.Empty(faults);
    }

    private static Task<string> Text(RunningServer server, string path) => server.Http.GetStringAsync(path, TestContext.Current.CancellationToken);
}
