using System.CommandLine;
using LeakFleet.Agent.Shipping;
using LeakFleet.Cli.Api;
using LeakFleet.Cli.Hosting;

namespace LeakFleet.Cli.Commands;

/// <summary><c>leakfleet agent</c>: watches this node's processes for a server.</summary>
internal static class AgentCommand
{
    private static readonly TimeSpan AnswerInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>For the connection, when the server answers only at the end of the wait.</summary>
    private static readonly TimeSpan ConnectMin = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var server = ServerUrlOption.Create("Server to send to");
        var node = new Option<string?>("--node") { HelpName = "name", Description = "Name of this node in the fleet [default: its host name]" };
        var interval = PaceOption.Create();
        var pids = PidOption.Create();
        var walkCpu = new WalkCpuOption();
        var wait = new DurationOption(
            "--wait", TimeSpan.FromSeconds(30), TimeSpan.Zero, TimeSpan.FromDays(1),
            "How long to wait for the server at the start before giving up; a server that goes away later is waited for without an end");
        var outbox = new Option<string?>("--outbox")
        {
            HelpName = "folder",
            Description = "Folder in which what is not acknowledged survives the agent; then it watches without waiting for a server [default: in memory alone]",
        };
        var command = new Command("agent", "Watch the .NET processes of this node for a server.") { server, node, interval, pids, walkCpu, wait, outbox };
        var memory = new MemoryLimitOption();
        command.Add(memory);
        var metrics = new MetricsOption();
        metrics.AddTo(command);
        var limits = new WalkLimitOptions();
        limits.AddTo(command);
        var dac = new DacOptions();
        dac.AddTo(command);
        var fallback = new HeapFallbackOption();
        fallback.AddTo(command);
        var login = new LoginOptions();
        login.AddTo(command);
        var kubernetes = new KubernetesOption();
        kubernetes.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            // An agent puts its few services together once: the container's compiler for those that are made again and again would stay in memory for nothing.
            AppContext.SetSwitch("Microsoft.Extensions.DependencyInjection.DisableDynamicEngine", isEnabled: true);
            var url = parsed.GetRequiredValue(server);
            var watched = parsed.GetValue(pids) ?? [];
            PidOption.Check(watched);
            var deadline = DateTime.UtcNow + wait.In(parsed);
            var proof = login.In(parsed, url);
            var folder = parsed.GetValue(outbox);
            var pace = interval.In(parsed);
            var options = limits.In(parsed, Settings.Agent(
                url, parsed.GetValue(node), watched, pace, walkCpu.In(parsed, pace), dac.In(parsed), fallback.In(parsed), proof, kubernetes.In(parsed), folder));
            options.MemoryLimitBytes = memory.BytesIn(parsed);
            RunningAgent? running = null;
            await using var exposed = await RunningMetrics.StartAsync(metrics.In(parsed), () => running?.Trouble, cancellation);
            // With a folder to keep it in, nothing of what is seen before the server answers is lost.
            if (folder is null) await AnsweringAsync(url, proof, deadline, cancellation);
            await using var agent = await RunningAgent.StartAsync(options, LogLoudness.Alone, cancellation);
            running = agent;
            if (folder is null) await agent.ConnectedAsync(url, Later(deadline, DateTime.UtcNow + ConnectMin), cancellation);
            Console.WriteLine($"LeakFleet agent sends to {url} (Ctrl-C ends it)");
            await Task.Delay(Timeout.Infinite, cancellation);
            return CommandLineHost.Success;
        });
        return command;
    }

    /// <summary>Waits for the server before anything else is started or logged: where there is none, the one line that says so stands alone.</summary>
    private static async Task AnsweringAsync(Uri server, ServerLogin login, DateTime deadline, CancellationToken cancellation)
    {
        using var client = new FleetClient(server, login);
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                await client.HealthAsync(cancellation);
                return;
            }
            catch (CommandException failure) when (DateTime.UtcNow + AnswerInterval < deadline)
            {
                if (isFirst) Console.WriteLine($"Waiting for a server: {failure.Message}");
            }

            await Task.Delay(AnswerInterval, cancellation);
        }
    }

    private static DateTime Later(DateTime a, DateTime b) => a > b ? a : b;
}
