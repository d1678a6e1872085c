using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LeakFleet.Agent.Pods;
using LeakFleet.Cli.Api;
using LeakFleet.Cli.Hosting;
using LeakFleet.Detection;
using LeakFleet.Server.Api;

namespace LeakFleet.Benchmarks.Pods;

/// <summary>
/// How soon a new pod of a node of fifty is watched, and known by its labels: real processes in cgroups named like a kubelet's, an API server that tells of the
/// pod some time after its process began, the agent with its usual options, a server that is asked ten times a second.
/// </summary>
internal static class PodsBenchmark
{
    private const double WatchedSecondsMax = 10;
    private const double LabelledSecondsMax = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static async Task<int> RunAsync(string[] args)
    {
        var pods = Arguments.Number(args, "--pods", 50);
        var rounds = Arguments.Number(args, "--rounds", 5);
        var toldAfter = TimeSpan.FromSeconds(Arguments.Number(args, "--told-after", 2));
        var token = Path.GetTempFileName();
        var processes = new List<PodProcess>();
        try
        {
            await File.WriteAllTextAsync(token, "token-of-a-pod");
            Console.WriteLine($"starting {pods - rounds} processes in pods …");
            for (var i = 1; i <= pods - rounds; i++) processes.Add(PodProcess.Start(i));
            await using var api = await ListedPods.StartAsync(pods - rounds);
            await using var server = await RunningServer.StartAsync(Settings.Server("127.0.0.1:0", stateFolder: null, SampleInterval.Usual), LogLoudness.UnderDisplay, default);
            // Chosen by namespace, the agent leaves alone what else runs on this machine; it also has to know the pod before it watches the process.
            var kubernetes = new KubernetesOptions { IsEnabled = true, ApiServer = api.Address, TokenFile = token, CaFile = null, Namespaces = [ListedPods.Namespace] };
            await using var agent = await RunningAgent.StartAsync(
                Settings.Agent(server.Url, node: null, [], SampleInterval.Usual, Settings.WalkCpu(SampleInterval.Usual), kubernetes: kubernetes), LogLoudness.UnderDisplay, default);
            using var client = new FleetClient(server.Url);
            await Until(client, p => p.Count >= pods - rounds);

            var (watched, labelled) = (0.0, 0.0);
            for (var i = pods - rounds + 1; i <= pods; i++)
            {
                var clock = Stopwatch.StartNew();
                processes.Add(PodProcess.Start(i));
                var telling = Task.Run(async () =>
                {
                    await Task.Delay(toldAfter);
                    api.Add(i);
                });
                await Until(client, p => p.Any(q => q.Service == ListedPods.Name(i)));
                var seen = clock.Elapsed.TotalSeconds;
                await Until(client, p => p.Any(q => q.Labels.GetValueOrDefault("k8s.pod.name") == ListedPods.Name(i)));
                var known = clock.Elapsed.TotalSeconds;
                await telling;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"pod {i}: watched after {seen:0.0} s, labelled after {known:0.0} s"));
                (watched, labelled) = (Math.Max(watched, seen), Math.Max(labelled, known));
            }

            var isWithin = watched <= WatchedSecondsMax && labelled <= LabelledSecondsMax;
            Console.WriteLine(isWithin ? "within its limits" : $"beyond its limits of {WatchedSecondsMax} s and {LabelledSecondsMax} s");
            Console.WriteLine("RESULT " + JsonSerializer.Serialize(new { pods, watchedSeconds = Math.Round(watched, 2), labelledSeconds = Math.Round(labelled, 2) }));
            return isWithin ? 0 : 1;
        }
        finally
        {
            foreach (var process in processes) process.Dispose();
            File.Delete(token);
        }
    }

    private static async Task Until(FleetClient client, Func<IReadOnlyList<ProcessResponse>, bool> isSo)
    {
        var clock = Stopwatch.StartNew();
        while (!isSo((await client.ProcessesAsync(default)).Processes))
        {
            if (clock.Elapsed > Patience) throw new TimeoutException($"not within {Patience}");
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }
}
