using System.CommandLine;
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
        var dac = new DacOptions();
        dac.AddTo(command);
        var fallback = new HeapFallbackOption();
        fallback.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var pace = interval.In(parsed);
            var watched = parsed.GetValue(pids) ?? [];
            PidOption.Check(watched);
            await using var server = await RunningServer.StartAsync(
                Settings.Server(parsed.GetRequiredValue(listen), parsed.GetRequiredValue(state), pace, parsed.GetValue(config)), LogLoudness.Together, cancellation);
            await using var agent = await RunningAgent.StartAsync(
                Settings.Agent(server.Url, node: null, watched, pace, walkCpu.In(parsed, pace), dac.In(parsed), fallback.In(parsed)), LogLoudness.Together, cancellation);
            Console.WriteLine($"LeakFleet watches this host: {server.Url} (state in {parsed.GetValue(state)}; Ctrl-C ends it)");
            Console.WriteLine($"What leaks is listed there, and by: leakfleet findings --server {server.Url}   (a fast leak is named after minutes, a slow one after hours)");
            await Task.Delay(Timeout.Infinite, cancellation);
            return CommandLineHost.Success;
        });
        return command;
    }
}
