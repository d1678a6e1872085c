using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LeakFleet.EndToEnd.Tests;

/// <summary>What is written about metrics in <c>deploy/</c>, against what the running programs show.</summary>
public sealed partial class MetricsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DashboardAndRulesUseOnlyMetricsThatExist()
    {
        using var state = new TemporaryFolder();
        await using var up = RunningCommand.Start("up", "--listen", "127.0.0.1:0", "--state", state.Path);
        var url = UrlIn(await up.LineAsync("LeakFleet watches this host"));
        var known = await MetricsAsync(url);
        var dashboard = File.ReadAllText(Path.Combine(RepositoryTests.Root, "deploy", "grafana", "leakfleet.json"));
        // What only silos have is compared where silos are tested.
        var used = Names(Expressions(JsonDocument.Parse(dashboard).RootElement)).Concat(Names(RuleExpressions())).Where(name => !name.StartsWith("leakfleet_silo_", StringComparison.Ordinal)).Distinct().ToList();
        Assert.True(used.Count > 30);
        Assert.Empty(used.Except(known));
    }

    [Fact]
    public async Task AnAgentShowsItsOwnMetricsWhereItIsTold()
    {
        using var state = new TemporaryFolder();
        await using var server = await RunningServer.StartAsync(state.Path);
        await using var agent = RunningCommand.StartAgent(server.Url, "--metrics", "127.0.0.1:0");
        var known = await MetricsAsync(UrlIn(await agent.LineAsync("Metrics at")));
        await agent.LineAsync("LeakFleet agent sends to");
        Assert.Contains("leakfleet_agent_messages_pending", known.Concat(await MetricsAsync(UrlIn(await agent.LineAsync("Metrics at")))));
    }

    [Fact]
    public async Task AnAgentIsHealthyWithoutAServerAndTellsStrangersNothingElse()
    {
        using var folder = new TemporaryFolder();
        var access = Path.Combine(folder.Path, "access.json");
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "keys"), $"prometheus reader {Convert.ToHexStringLower(SHA256.HashData("secret"u8))}\n", Cancellation);
        await File.WriteAllTextAsync(access, $$"""{ "keys": "{{Path.Combine(folder.Path, "keys")}}", "plainHttp": true }""", Cancellation);
        await using var agent = RunningCommand.StartAgent("http://127.0.0.1:9", "--outbox", Path.Combine(folder.Path, "outbox"), "--metrics", "0.0.0.0:0", "--access", access);
        var url = new UriBuilder(UrlIn(await agent.LineAsync("Metrics at"))) { Host = "127.0.0.1" }.Uri;
        await agent.LineAsync("LeakFleet agent sends to");

        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(url, "/healthz"), Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(url, Cancellation)).StatusCode);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "secret");
        var text = await http.GetStringAsync(url, Cancellation);
        Assert.Contains("\nleakfleet_server_access_denied_total", text, StringComparison.Ordinal);
        Assert.Contains("\nleakfleet_agent_connected 0", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAgentShowsNothingBeyondLoopbackUnlessItIsSaidToWhom()
    {
        await using var agent = RunningCommand.StartAgent("http://127.0.0.1:9", "--metrics", "0.0.0.0:0");
        Assert.Equal(1, await agent.ExitCodeAsync());
        Assert.Contains("needs authentication", Assert.Single(agent.Errors), StringComparison.Ordinal);
    }

    private static async Task<HashSet<string>> MetricsAsync(Uri url)
    {
        using var http = new HttpClient();
        var text = await http.GetStringAsync(new Uri(url, "/metrics"), Cancellation);
        return [.. text.Split('\n').Where(l => l.StartsWith("# TYPE ", StringComparison.Ordinal)).SelectMany(l => Samples(l.Split(' ')[2], l.Split(' ')[3]))];
    }

    private static IEnumerable<string> Samples(string name, string type) => type == "histogram" ? [name + "_bucket", name + "_sum", name + "_count"] : [name];

    private static IEnumerable<string> Expressions(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(m => m.Name == "expr" ? [m.Value.GetString()!] : Expressions(m.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Expressions),
        _ => [],
    };

    private static IEnumerable<string> RuleExpressions() =>
        File.ReadLines(Path.Combine(RepositoryTests.Root, "deploy", "prometheus", "leakfleet.rules.yml")).Where(l => l.TrimStart().StartsWith("expr:", StringComparison.Ordinal));

    private static IEnumerable<string> Names(IEnumerable<string> expressions) => expressions.SelectMany(e => Metric().Matches(e).Select(m => m.Value));

    private static Uri UrlIn(string line) => new(line.Split(' ').First(word => word.StartsWith("http", StringComparison.Ordinal)));

    [GeneratedRegex("(leakfleet|dotnet)_[a-z0-9_]+")]
    private static partial Regex Metric();
}
