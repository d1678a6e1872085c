using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LeakFleet.Agent.Heap;
using LeakFleet.Cli.Api;
using LeakFleet.Cli.Hosting;
using LeakFleet.Server.Api;

namespace LeakFleet.Cli.Demo;

/// <summary>Server, agent and targets in one place, from start to clean end.</summary>
internal static class DemoRun
{
    /// <summary>Short enough for two dozen looks in a minute, long enough for a natural collection between two of them.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2.5);

    private static readonly TimeSpan DisplayInterval = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(string listen, TimeSpan duration, IDemoDisplay display, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var state = Directory.CreateTempSubdirectory("leakfleet-demo-");
        var targets = new List<TargetProcess>();
        var watch = new DemoWatch(clock);
        try
        {
            await using var server = await RunningServer.StartAsync(Settings.Server(listen, state.FullName, Interval), LogLoudness.UnderDisplay, cancellation);
            await StartAsync(targets, cancellation);
            int[] pids = [.. targets.Select(target => target.Pid)];
            // The demo's own programs run on the demo's own runtime: a helper to look at each would only cost, and their looks come often.
            var heap = new HeapWalkOptions { DacMode = DacMode.SameRuntime };
            await using var agent = await RunningAgent.StartAsync(Settings.Agent(server.Url, node: null, pids, Interval, Settings.WalkCpu(Interval), heap), LogLoudness.UnderDisplay, cancellation);
            using var client = new FleetClient(server.Url);
            await display.ShowAsync(server.Url, duration, show => LookAsync(client, watch, duration, show, cancellation));
            Console.WriteLine($"That was the demo, and its page ends with it. To watch the .NET processes of this host: {CalledAs()} up");
        }
        finally
        {
            await Task.WhenAll(targets.Select(target => target.DisposeAsync().AsTask()));
            state.Delete(recursive: true);
        }

        var result = watch.Result(targets);
        Summarise(result);
        Console.WriteLine($"RESULT {JsonSerializer.Serialize(result, DemoJson.Default.DemoResult)}");
    }

    private static async Task StartAsync(List<TargetProcess> targets, CancellationToken cancellation)
    {
        var starting = DemoTarget.All.Select(target => TargetProcess.StartAsync(target, cancellation)).ToArray();
        try
        {
            await Task.WhenAll(starting);
        }
        finally
        {
            // Whatever did start is stopped at the end, also when another one did not.
            targets.AddRange(starting.Where(start => start.IsCompletedSuccessfully).Select(start => start.Result));
        }
    }

    /// <summary>By its whole path for who has no link to it yet: built from the sources, it is in no folder where a shell looks.</summary>
    private static string CalledAs()
    {
        const string name = "leakfleet";
        var folders = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        return Environment.ProcessPath is { } path && Path.GetFileName(path) == name && !folders.Any(folder => File.Exists(Path.Join(folder, name))) ? path : name;
    }

    private static async Task LookAsync(
        FleetClient client, DemoWatch watch, TimeSpan duration, Action<ProcessesResponse, TimeSpan> show, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(DisplayInterval);
        try
        {
            while (watch.Elapsed < duration && await timer.WaitForNextTickAsync(cancellation))
            {
                var fleet = await client.ProcessesAsync(cancellation);
                watch.Note(fleet);
                show(fleet, watch.Elapsed);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Console.WriteLine("Interrupted; stopping what was started.");
        }
    }

    private static void Summarise(DemoResult result)
    {
        foreach (var target in result.Targets.Where(target => target.NamedAfterSeconds is not null))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{target.Service} {target.Version} (pid {target.Pid}): {target.Type}, named after {target.NamedAfterSeconds:0} s"));
        }
    }
}
