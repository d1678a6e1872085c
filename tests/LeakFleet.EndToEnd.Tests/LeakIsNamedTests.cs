using System.Diagnostics;
using System.Globalization;
using LeakFleet.Server.Api;

namespace LeakFleet.EndToEnd.Tests;

/// <summary>The whole way: real targets, a real agent, a real server, and what a user sees of them.</summary>
public sealed class LeakIsNamedTests
{
    /// <summary>An order itself is 40 of the near 1000 bytes that it keeps: at this rate it gains enough within the fifteen seconds that are judged here.</summary>
    private const string BytesPerSecond = "600000";

    /// <summary>Exits are noticed within 5 s; as much again for the way to the server on a busy machine.</summary>
    private static readonly TimeSpan ExitNoticedMax = TimeSpan.FromSeconds(10);

    /// <summary>The agent may use 2 s to ship what is pending, the server 10 s to end its connections.</summary>
    private static readonly TimeSpan EndMax = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task ALeakIsNamedAndAHealthyProcessIsNot()
    {
        using var state = new TemporaryFolder();
        await using var leaking = await RunningTarget.StartServiceAsync("static-list", "checkout", "service.version=1.4.0,deployment.environment=test", "--rate", BytesPerSecond);
        await using var healthy = await RunningTarget.StartServiceAsync("steady", "checkout", "service.version=1.3.0", "--rate", BytesPerSecond);
        await using var server = await RunningServer.StartAsync(state.Path);
        await using var agent = RunningCommand.StartAgent(server.Url, "--node", "node-1", "--pid", Text(leaking.ProcessId), Text(healthy.ProcessId));
        using var api = new FleetApi(new Uri(server.Url));

        var leak = await api.ProcessAsync(leaking.ProcessId, process => process.Finding?.Type == "LeakyApp.Scenarios.Leaks.Order");
        var steady = await api.ProcessAsync(healthy.ProcessId, process => process.Verdict == "healthy");
        Assert.Equal(("leak", "checkout", "1.4.0", "node-1", false), (leak.Verdict, leak.Service, leak.Version, leak.Node, leak.Exited));
        Assert.Equal("test", leak.Labels["deployment.environment"]);
        Assert.Equal(("checkout", "1.3.0", (FindingResponse?)null), (steady.Service, steady.Version, steady.Finding));
        await api.AskForEvidenceAsync(leak.Finding!.Fingerprint);
        AssertIsWhole(await api.DetailAsync(leak.Key));
        AssertIsWhole(await api.DetailAsync(steady.Key));
        var page = await api.PageAsync();
        Assert.Contains("LeakyApp.Scenarios.Leaks.Order", page, StringComparison.Ordinal);
        Assert.Contains("checkout", page, StringComparison.Ordinal);
        Assert.Contains("<svg", page, StringComparison.Ordinal);

        var retention = await api.RetentionAsync(leak.Finding.Fingerprint);
        Assert.StartsWith("static LeakyApp.Scenarios.Leaks.StaticList.Recent → ", retention.Signatures[0].Signature, StringComparison.Ordinal);
        Assert.Equal((leak.Key, true), (retention.Process, retention.Collection!.ElementsLater > retention.Collection.Elements));

        var sinceExit = Stopwatch.StartNew();
        leaking.CloseInput();
        await leaking.ExitCodeAsync();
        await api.ProcessAsync(leaking.ProcessId, process => process.Exited);
        Assert.InRange(sinceExit.Elapsed, TimeSpan.Zero, ExitNoticedMax);

        int[] children = [.. ProcessTable.ChildrenOf(agent.ProcessId), .. ProcessTable.ChildrenOf(server.ProcessId)];
        await AssertEndsAsync(agent);
        await AssertEndsAsync(server.Command);
        Assert.DoesNotContain(children, ProcessTable.Runs);
        AssertIsCalm(agent);
        AssertIsCalm(server.Command);
        Assert.Contains(server.Command.Errors, line => line.EndsWith($"checkout 1.4.0 (process {leaking.ProcessId} on node-1) leaks {leak.Finding!.Type}", StringComparison.Ordinal));
        Assert.True(ProcessTable.Runs(healthy.ProcessId), "a watched process outlives the agent");
    }

    /// <summary>In one process, the agent must not find the server gone before it has sent its last messages.</summary>
    [Fact]
    public async Task ServerAndAgentInOneProcessEndInOrder()
    {
        using var state = new TemporaryFolder();
        await using var target = await RunningTarget.StartAsync("steady");
        await using var up = RunningCommand.Start(
            "up", "--listen", "127.0.0.1:0", "--state", state.Path, "--interval", "1s", "--pid", Text(target.ProcessId));
        var line = await up.LineAsync("watches this host");
        using var api = new FleetApi(new Uri(line.Split(' ').First(word => word.StartsWith("http", StringComparison.Ordinal))));
        await api.ProcessAsync(target.ProcessId, process => process.Service == "LeakyApp");
        await AssertEndsAsync(up);
        AssertIsCalm(up);
        Assert.DoesNotContain(up.Errors, line => line.Contains("connected", StringComparison.Ordinal) || line.Contains(" warning: ", StringComparison.Ordinal));
    }

    /// <summary>Each event is one line: when (UTC), how bad, what.</summary>
    private static void AssertIsCalm(RunningCommand command)
    {
        Assert.All(command.Errors, line => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (info|warning): [^ ]", line));
        Assert.InRange(command.Errors.Count, 1, 12);
    }

    private static void AssertIsWhole(ProcessDetailResponse detail)
    {
        Assert.Equal("LeakyApp", detail.EntryAssembly);
        Assert.Contains("--scenario", detail.CommandLine, StringComparison.Ordinal);
        Assert.Equal(Environment.Version.ToString(), detail.Process.Runtime);
        Assert.True(detail.Process is { Histograms: > 5, DroppedMessages: 0, HeapBytes: > 0, RssBytes: > 0, Trouble: null }, detail.Process.ToString());
        Assert.True(detail.Memory is { RssAnonymousBytes: > 0, RssFileBytes: > 0, GcCommittedBytes: > 0, Threads: > 1, FileDescriptors: > 3 }, detail.Memory?.ToString());
        Assert.True(detail.LastCompleteness is { CoverageRatio: > 0.9 and <= 1, RegionsRead: > 0, BytesRead: > 0 }, detail.LastCompleteness?.ToString());
        Assert.True(detail.HeapBytes.Count > 5);
        Assert.NotEmpty(detail.RssBytes);
        Assert.NotEmpty(detail.Types);
        Assert.Contains(detail.Collections, collection => collection is { Generation: 2, PauseMicroseconds: > 0, HeapBytesAfter: > 0, PromotedBytes: > 0 });
        Assert.All(detail.Collections, collection => Assert.NotEmpty(collection.Reason));
    }

    private static async Task AssertEndsAsync(RunningCommand command)
    {
        var sinceSignal = Stopwatch.StartNew();
        await command.SignalAsync("TERM");
        Assert.Equal(0, await command.ExitCodeAsync());
        Assert.InRange(sinceSignal.Elapsed, TimeSpan.Zero, EndMax);
        Assert.DoesNotContain(command.Errors, line => line.Contains(" error: ", StringComparison.Ordinal) || line.StartsWith("   at ", StringComparison.Ordinal));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
