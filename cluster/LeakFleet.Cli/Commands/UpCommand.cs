using System.CommandLine;
using LeakFleet.Agent;
using LeakFleet.Cli.Hosting;
using LeakFleet.Server;

namespace LeakFleet.Cli.Commands;

/// <summary><c>leakfleet up</c>: server and agent in one process.</summary>
internal static class UpCommand
{
    public static Command Create()
    {
        var listen = ListenOption.Create(ListenAddress.Default.ToString());
        var state = StateFolderOption.Create();
        var config = ConfigOption.Create();
        var interval = PaceOption.Create();
        var pids = PidOption.Create();
        var walkCpu = new WalkCpuOption();
        var command = new Command("up", "Watch the .NET processes of this host: server and agent in one process.") { listen, state, config, interval, pids, walkCpu };
        var limits = new WalkLimitOptions();
        limits.AddTo(command);
        var dac = new DacOptions();
        dac.AddTo(command);
        var fallback = new HeapFallbackOption();
        fallback.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var pace = interval.In(parsed);
            var watched = parsed.GetValue(pids) ?? [];
            PidOption.Check(watched);
            var options = limits.In(parsed, Settings.Agent(new AgentOptions().ServerUri, node: null, watched, pace, walkCpu.In(parsed, pace), dac.In(parsed), fallback.In(parsed)));
            await using var server = await RunningServer.StartAsync(
                Settings.Server(parsed.GetRequiredValue(listen), parsed.GetRequiredValue(state), pace, parsed.GetValue(config)), LogLoudness.Together, cancellation);
            options.ServerUri = server.Url;
            await using var agent = await RunningAgent.StartAsync(options, LogLoudness.Together, cancellation);
            Console.WriteLine($"LeakFleet watches this host: {server.Url} (state in {parsed.GetValue(state)}; Ctrl-C ends it)");
            Console.WriteLine($"What leaks is listed there, and by: leakfleet findings --server {server.Url}   (a fast leak is named after minutes, a slow one after hours)");
            await Task.Delay(Timeout.Infinite, cancellation);
            return CommandLineHost.Success;
        });
        return command;
    }
}
