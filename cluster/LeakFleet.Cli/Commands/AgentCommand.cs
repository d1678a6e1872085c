using System.CommandLine;
using LeakFleet.Cli.Hosting;

namespace LeakFleet.Cli.Commands;

/// <summary><c>leakfleet agent</c>: watches this node's processes for a server.</summary>
internal static class AgentCommand
{
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
        var command = new Command("agent", "Watch the .NET processes of this node for a server.") { server, node, interval, pids, walkCpu, wait };
        command.SetAction(async (parsed, cancellation) =>
        {
            var url = parsed.GetRequiredValue(server);
            var watched = parsed.GetValue(pids) ?? [];
            PidOption.Check(watched);
            await using var agent = await RunningAgent.StartAsync(
                Settings.Agent(url, parsed.GetValue(node), watched, interval.In(parsed), walkCpu.In(parsed)), LogLoudness.Alone, cancellation);
            await agent.ConnectedAsync(url, wait.In(parsed), cancellation);
            Console.WriteLine($"LeakFleet agent sends to {url} (Ctrl-C ends it)");
            await Task.Delay(Timeout.Infinite, cancellation);
            return CommandLineHost.Success;
        });
        return command;
    }
}
