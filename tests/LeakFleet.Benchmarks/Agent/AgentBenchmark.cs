using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LeakFleet.Cli.Api;
using LeakFleet.Cli.Hosting;
using LeakFleet.Detection;

namespace LeakFleet.Benchmarks.Agent;

/// <summary>
/// What an agent costs its node: the command as its image has it, watching fifty real processes (20 idle, 25 ordinary, 5 with heaps of 1 GB), with a server
/// in this process, an outbox and metrics. Memory is the agent's and its helpers' resident memory together, at its highest; pages of a file that several of them
/// map count once, as they do towards a container's limit. The sum in which they count several times is told beside it.
/// </summary>
internal static class AgentBenchmark
{
    private const double RssMbMax = 128;
    private const double CoresMax = 0.1;
    private static readonly TimeSpan ReadInterval = TimeSpan.FromMilliseconds(250);

    public static async Task<int> RunAsync(string[] args)
    {
        var seconds = Arguments.Number(args, "--seconds", 150);
        var warmUp = Arguments.Number(args, "--warm-up", 45);
        var folder = Directory.CreateTempSubdirectory("leakfleet-agent-");
        try
        {
            var program = Arguments.Text(args, "--agent") ?? await ShippedAgent.PublishAsync(Path.Combine(folder.FullName, "app"));
            return await MeasureAsync(args, program, Path.Combine(folder.FullName, "outbox"), TimeSpan.FromSeconds(warmUp), TimeSpan.FromSeconds(seconds));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> MeasureAsync(string[] args, string program, string outbox, TimeSpan warmUp, TimeSpan time)
    {
        Console.WriteLine("starting 50 processes, 5 of which fill 1 GB …");
        using var node = BusyNode.Start(Arguments.Number(args, "--idle", 20), Arguments.Number(args, "--ordinary", 25), Arguments.Number(args, "--large", 5), Arguments.Number(args, "--megabytes", 1000));
        await using var server = await RunningServer.StartAsync(Settings.Server("127.0.0.1:0", stateFolder: null, SampleInterval.Usual), LogLoudness.UnderDisplay, default);
        using var agent = ShippedAgent.Start(program, server.Url, node.Pids, outbox);
        var meter = new AgentMeter(agent.Id);

        Console.WriteLine($"warming up for {warmUp.TotalSeconds} s, measuring for {time.TotalSeconds} s …");
        await Follow(meter, node, warmUp);
        var started = meter.Peak(reset: true);
        var (cpuBefore, clock) = (meter.CpuSeconds, Stopwatch.StartNew());
        await Follow(meter, node, time);
        var cores = (meter.CpuSeconds - cpuBefore) / clock.Elapsed.TotalSeconds;
        var steady = meter.Peak(reset: false);

        using var client = new FleetClient(server.Url);
        var processes = (await client.ProcessesAsync(default)).Processes;
        agent.Kill();
        await agent.WaitForExitAsync();
        var rss = Math.Max(started.RssMb, steady.RssMb);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"at the start {started.RssMb:0.0} MB at most (agent alone {started.AgentMb:0.0}), then {steady.RssMb:0.0} MB at most (agent alone {steady.AgentMb:0.0}), {steady.MeanMb:0.0} MB on average; {cores:0.000} cores"));
        var sum = Math.Max(started.SumMb, steady.SumMb);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"with the pages that agent and helper share counted for each: {sum:0.0} MB at most"));
        Console.WriteLine($"watched {processes.Count} of {node.Pids.Count}, of which {processes.Count(p => p.Histograms > 0)} have a histogram");
        var isWithin = rss <= RssMbMax && cores <= CoresMax && processes.Count == node.Pids.Count;
        Console.WriteLine(isWithin ? "within its limits" : $"beyond its limits of {RssMbMax} MB and {CoresMax} cores, or not all are watched");
        Console.WriteLine("RESULT " + JsonSerializer.Serialize(new
        {
            rssMb = Math.Round(rss, 1),
            rssSumMb = Math.Round(sum, 1),
            cores = Math.Round(cores, 4),
            processes = processes.Count,
            walks = processes.Sum(p => p.Histograms),
            dropped = processes.Sum(p => p.DroppedMessages),
        }));
        return isWithin ? 0 : 1;
    }

    private static async Task Follow(AgentMeter meter, BusyNode node, TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(ReadInterval);
        while (clock.Elapsed < time && await timer.WaitForNextTickAsync())
        {
            meter.Sample();
            node.CollectWhenDue();
        }
    }
}
