using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LeakFleet.Database;
using LeakFleet.Silo.Tests.Support;
using Npgsql;

namespace LeakFleet.Silo.Tests;

/// <summary>Alerts and reports of a cluster: one silo makes and sends them, all show them, and another goes on when that one is gone.</summary>
public sealed class RoundsTests(PostgresFixture postgres) : IAsyncDisposable
{
    private const string Runs = "This silo runs the rounds";

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly string _config = Path.Combine(Path.GetTempPath(), $"leakfleet-rounds-{Guid.NewGuid():N}.json");
    private readonly List<SiloProcess> _silos = [];
    private string _database = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos) await silo.DisposeAsync();
        _http.Dispose();
        File.Delete(_config);
    }

    [Fact]
    public async Task OneSiloRunsThemForAllAndAnotherGoesOnWhenItIsGone()
    {
        await using var hook = await Hook.Start();
        await Configure(hook);
        await Start();
        await Start();
        var running = await WhoRuns();
        var other = _silos.Single(silo => silo != running);

        // Told to the silo that does not run them, known to both.
        using var silenced = await _http.PostAsJsonAsync(Address(other, "/api/v1/silences"), new { match = "service=shop", duration = "1h" }, Cancellation);
        Assert.Equal(HttpStatusCode.Created, silenced.StatusCode);
        Assert.Equal(1, await Count(other, "/api/v1/silences", "silences"));
        Assert.Equal(1, await Count(running, "/api/v1/silences", "silences"));
        using var made = await _http.PostAsync(Address(other, "/api/v1/report-schedules/hourly/run"), null, Cancellation);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal(1, await Count(other, "/api/v1/reports", "reports"));
        await Until(() => Task.FromResult(hook.Ids.Count == 1), "the report was not sent");
        // What fails is known to the one that sends, and shown by every silo.
        foreach (var silo in _silos)
            await Until(async () => (await _http.GetStringAsync(Address(silo, "/reports"), Cancellation)).Contains("no connection (ConnectionRefused)", StringComparison.Ordinal), "a receiver's fault is not shown");

        running.Kill();
        await other.Says(Runs);
        Assert.Equal(1, await Count(other, "/api/v1/silences", "silences"));
        Assert.Equal(1, await Count(other, "/api/v1/reports", "reports"));
        Assert.Single(hook.Ids);
    }

    [Fact]
    public async Task WhatWasMissedWhileNoSiloRanIsMadeOnce()
    {
        await using var hook = await Hook.Start();
        await Configure(hook);
        await Start();
        await Until(async () => await StoredIndex() is { } index && index["madeFor"]?["hourly"] is not null, "the schedule was not taken up");
        // Not killed: a silo that starts waits for those it cannot reach until they are known to be gone.
        await _silos[0].Signal("TERM");
        await _silos[0].Ended();
        var index = (await StoredIndex())!;
        index["madeFor"]!["hourly"] = DateTimeOffset.UtcNow.AddHours(-5).ToString("o", CultureInfo.InvariantCulture);
        await Execute("UPDATE leakfleet_document SET bytes = convert_to(@text, 'UTF8') WHERE name = 'reports/index'", ("text", index.ToJsonString()));
        await Start();
        await Start();
        await Until(() => Task.FromResult(hook.Ids.Count > 0), "nothing was made up for");
        foreach (var silo in _silos.Skip(1)) await Until(async () => await Count(silo, "/api/v1/reports", "reports") == 1, "not all silos show the report");
        Assert.Single(hook.Ids);
    }

    [Fact]
    public async Task WhoTookTheTurnEarlierWritesNothingAnyMore()
    {
        var database = await postgres.Server.NewCluster();
        var (earlier, later) = (new DocumentTable(database), new DocumentTable(database));
        Assert.False(await earlier.TryWrite("alerts", new byte[] { 0 }, Cancellation));
        await earlier.TakeTurn(Cancellation);
        Assert.True(await earlier.TryWrite("alerts", new byte[] { 1 }, Cancellation));
        await later.TakeTurn(Cancellation);
        Assert.False(await earlier.TryWrite("alerts", new byte[] { 2 }, Cancellation));
        Assert.False(await earlier.TryDelete("alerts", Cancellation));
        Assert.Equal([1], await earlier.Read("alerts", Cancellation));
        Assert.True(await later.TryWrite("alerts", new byte[] { 3 }, Cancellation));
        Assert.Equal([3], await earlier.Read("alerts", Cancellation));
        Assert.True(await later.TryDelete("alerts", Cancellation));
        Assert.Null(await later.Read("alerts", Cancellation));
    }

    private async Task Configure(Hook hook)
    {
        _database = await postgres.Server.NewCluster();
        // None falls into the test by itself.
        var halfAnHourAway = (DateTimeOffset.UtcNow.Minute + 30) % 60;
        await File.WriteAllTextAsync(_config, $$"""
            {
              "receivers": [ { "name": "hook", "type": "webhook", "url": "{{hook.Url}}" }, { "name": "gone", "type": "webhook", "url": "http://127.0.0.1:9/" } ],
              "reports": { "schedules": [ { "name": "hourly", "cron": "{{halfAnHourAway}} * * * *", "to": ["hook", "gone"] } ] }
            }
            """, Cancellation);
    }

    private async Task Start()
    {
        var silo = SiloProcess.Start("--database", _database, "--config", _config, "--write-seconds", "1");
        _silos.Add(silo);
        await silo.Serves();
    }

    private async Task<SiloProcess> WhoRuns()
    {
        await Until(() => Task.FromResult(_silos.Any(silo => silo.Output.Contains(Runs, StringComparison.Ordinal))), "no silo runs the rounds");
        return Assert.Single(_silos, silo => silo.Output.Contains(Runs, StringComparison.Ordinal));
    }

    private async Task<int> Count(SiloProcess silo, string path, string list) =>
        (await _http.GetFromJsonAsync<JsonObject>(Address(silo, path), Cancellation))![list]!.AsArray().Count;

    private async Task<JsonObject?> StoredIndex()
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand("SELECT bytes FROM leakfleet_document WHERE name = 'reports/index'", connection);
        return await command.ExecuteScalarAsync(Cancellation) is byte[] bytes ? JsonNode.Parse(bytes)!.AsObject() : null;
    }

    private async Task Execute(string sql, params (string Name, string Value)[] parameters)
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private async Task Until(Func<Task<bool>> holds, string otherwise)
    {
        for (var began = TimeProvider.System.GetTimestamp(); !await holds(); await Task.Delay(100, Cancellation))
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(3), $"{otherwise}:\n{string.Join("\n--\n", _silos.Select(silo => silo.Output))}");
    }

    private static Uri Address(SiloProcess silo, string path) => new($"http://127.0.0.1:{silo.Port}{path}");
}
