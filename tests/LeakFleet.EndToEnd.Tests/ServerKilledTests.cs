using System.Globalization;
using LeakFleet.Fleet;
using LeakFleet.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeakFleet.EndToEnd.Tests;

/// <summary>SIGKILL in the middle of ingest: what was acked is on disk, and what was not is sent again and counted once.</summary>
public sealed class ServerKilledTests
{
    private const int Processes = 8;
    private const int Messages = 1_500;
    private const int Kills = 6;

    [Theory]
    [InlineData(1)]
    public async Task NoAckedMessageIsLostAndNoneCountsTwice(int seed)
    {
        var random = new Random(seed);
        using var state = new TemporaryFolder();
        var server = await RunningServer.StartAsync(state.Path);
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            using var agent = new NumberedAgent(server.Url, Processes, Messages);
            var running = agent.RunAsync(stop.Token);
            var points = Enumerable.Range(0, Kills).Select(_ => random.Next(1, Processes * Messages * 3 / 4)).Order().ToList();
            foreach (var point in points)
            {
                // Each server must have acked something itself, or it was killed before any ingest.
                var acked = Math.Max(point, agent.AckedTotal + random.Next(1, 200));
                await Eventually.SomeAsync(
                    () => Task.FromResult(agent.AckedTotal >= acked || running.IsCompleted ? agent : null),
                    () => $"{agent.AckedTotal} of {acked} acked: {server.Command.Everything()}",
                    TimeSpan.FromMilliseconds(1));
                await Task.Delay(random.Next(100), TestContext.Current.CancellationToken);
                await server.KillAsync();
                if (running.IsFaulted) await running;
                Assert.False(running.IsCompleted, "killed in the middle, not at the end");
                AssertOnDisk(state.Path, agent.Acked());
                var port = server.Port;
                await server.DisposeAsync();
                server = await RunningServer.StartAsync(state.Path, port);
            }

            await running.WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken);
            Assert.Equal(Kills + 1, agent.Connections);
            using var api = new FleetApi(new Uri(server.Url));
            for (var pid = 1; pid <= Processes; pid++)
                await api.ProcessAsync(pid, process => process is { Histograms: Messages - 1, DroppedMessages: 0 });
            await server.KillAsync();
            AssertOnDisk(state.Path, agent.Acked());
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task ARealAgentComesBackAndItsProcessGoesOn()
    {
        using var state = new TemporaryFolder();
        await using var target = await RunningTarget.StartAsync("static-list");
        var server = await RunningServer.StartAsync(state.Path);
        try
        {
            await using var agent = RunningCommand.StartAgent(server.Url, "--pid", target.ProcessId.ToString(CultureInfo.InvariantCulture));
            using var api = new FleetApi(new Uri(server.Url));
            var last = await api.ProcessAsync(target.ProcessId, process => process.Histograms >= 5);
            var before = await api.DetailAsync(last.Key);
            for (var round = 0; round < 2; round++)
            {
                await server.KillAsync();
                var kept = Load(state.Path).Single().Summary();
                var port = server.Port;
                await server.DisposeAsync();
                server = await RunningServer.StartAsync(state.Path, port);

                var first = await api.ProcessAsync(target.ProcessId, _ => true);
                Assert.InRange(first.Histograms, kept.Histograms, int.MaxValue);
                last = await api.ProcessAsync(target.ProcessId, process => process.Histograms >= last.Histograms + 3);
                Assert.Equal((0, before.Process.Service), (last.DroppedMessages, last.Service));
            }

            var after = await api.DetailAsync(last.Key);
            Assert.Equal(before.HeapBytes[0].At, after.HeapBytes[0].At);
            // Floors are kept in 16 bits, whose unit doubles when the heap has grown past them: older ones are rounded then.
            Assert.InRange(after.HeapBytes[0].Value, before.HeapBytes[0].Value * 0.999, before.HeapBytes[0].Value * 1.001);
            Assert.True(after.HeapBytes.Count > before.HeapBytes.Count, $"{after.HeapBytes.Count} points after {before.HeapBytes.Count}");
            await agent.SignalAsync("TERM");
            Assert.Equal(0, await agent.ExitCodeAsync());
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static void AssertOnDisk(string folder, IReadOnlyDictionary<ProcessKey, long> acked)
    {
        var monitors = Load(folder).ToDictionary(monitor => monitor.Key);
        foreach (var (key, sequence) in acked.Where(ack => ack.Value > 0))
        {
            Assert.True(monitors[key].LastSequence >= sequence, $"{key}: acked up to {sequence}, on disk up to {monitors[key].LastSequence}");
            // Every message but the first is a histogram: a gap or a repeat would part the two.
            Assert.Equal((monitors[key].LastSequence - 1, 0L), (monitors[key].Summary().Histograms, monitors[key].Summary().DroppedMessages));
        }
    }

    private static List<ProcessMonitor> Load(string folder)
    {
        var monitors = new List<ProcessMonitor>();
        using var store = FileStateStore.Open(folder, NullLogger<FileStateStore>.Instance);
        store.Load(state =>
        {
            Assert.True(ProcessKey.TryParse(state.Key, out var key));
            var monitor = ProcessMonitor.Load(key, state.Bytes.Span, new FleetOptions(), out var fault);
            Assert.True(monitor is not null, fault);
            monitors.Add(monitor);
            return true;
        });
        return monitors;
    }
}
