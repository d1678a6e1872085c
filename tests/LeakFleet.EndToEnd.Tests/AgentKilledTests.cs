using System.Globalization;
using System.Text.RegularExpressions;

namespace LeakFleet.EndToEnd.Tests;

/// <summary>An agent that is killed while no server answers: the next one sends what it had seen.</summary>
public sealed partial class AgentKilledTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhatItHadSeenArrivesFromTheNextAgent()
    {
        using var folder = new TemporaryFolder();
        var outbox = Path.Combine(folder.Path, "outbox");
        await using var target = await RunningTarget.StartServiceAsync("steady", "survivor", "service.version=1");
        string[] arguments = ["--pid", target.ProcessId.ToString(CultureInfo.InvariantCulture), "--node", "killed", "--outbox", outbox];
        var port = await FreePortAsync(folder.Path);
        var server = $"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}";
        string[] left;
        await using (var first = RunningCommand.StartAgent(server, arguments))
        {
            // Memory alone is told every other second.
            await Eventually.SomeAsync(() => Task.FromResult(BytesIn(outbox) > 1500 ? "" : null), () => $"{BytesIn(outbox)} bytes in the outbox: {string.Join('|', first.Errors)}");
            first.Kill();
            await first.ExitCodeAsync();
            left = Directory.GetFiles(outbox, "*.outbox");
        }

        await using var running = await RunningServer.StartAsync(Path.Combine(folder.Path, "state"), port);
        await using var second = RunningCommand.StartAgent(server, arguments);
        var restored = await Eventually.SomeAsync(() => Task.FromResult(second.Errors.FirstOrDefault(l => l.Contains("messages of an earlier run", StringComparison.Ordinal))), () => string.Join('|', second.Errors));
        Assert.InRange(int.Parse(Restored().Match(restored).Groups[1].Value, CultureInfo.InvariantCulture), 4, int.MaxValue);
        Assert.Contains("; 0 could not be used", restored, StringComparison.Ordinal);

        // A file goes when the server has persisted all that is in it.
        await Eventually.SomeAsync(() => Task.FromResult(left.Any(File.Exists) ? null : ""), () => $"still there: {string.Join('|', second.Errors)}");
        using var http = new HttpClient();
        Assert.Contains("\"survivor\"", await http.GetStringAsync(new Uri(running.Url + "api/v1/processes"), Cancellation), StringComparison.Ordinal);
    }

    /// <summary>A server that has ended leaves its port for the next one.</summary>
    private static async Task<int> FreePortAsync(string folder)
    {
        await using var server = await RunningServer.StartAsync(Path.Combine(folder, "state"));
        return server.Port;
    }

    private static long BytesIn(string outbox) => Directory.Exists(outbox) ? Directory.GetFiles(outbox, "*.outbox").Sum(f => new FileInfo(f).Length) : 0;

    [GeneratedRegex(@"(\d+) messages of an earlier run")]
    private static partial Regex Restored();
}
