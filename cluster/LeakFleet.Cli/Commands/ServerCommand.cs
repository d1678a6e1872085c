using System.CommandLine;
using LeakFleet.Cli.Hosting;
using LeakFleet.Server;

namespace LeakFleet.Cli.Commands;

/// <summary><c>leakfleet server</c>: takes in what agents send, judges it, shows it.</summary>
internal static class ServerCommand
{
    public static Command Create()
    {
        var listen = ListenOption.Create(ListenAddress.Default.ToString());
        var state = StateFolderOption.Create();
        var config = ConfigOption.Create();
        var interval = PaceOption.Create();
        var access = new AccessOption();
        var command = new Command("server", "Take in what agents send, judge it, and show it at a web page and an API.") { listen, access, state, config, interval };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var server = await RunningServer.StartAsync(
                Settings.Server(parsed.GetRequiredValue(listen), parsed.GetRequiredValue(state), interval.In(parsed), parsed.GetValue(config), access.In(parsed)), LogLoudness.Alone, cancellation);
            Console.WriteLine($"LeakFleet listens at {server.Url} (state in {parsed.GetValue(state)}; Ctrl-C ends it)");
            await Task.Delay(Timeout.Infinite, cancellation);
            return CommandLineHost.Success;
        });
        return command;
    }
}
