using System.CommandLine;
using LeakFleet.Cli.Api;
using LeakFleet.Cli.Display;
using Spectre.Console;

namespace LeakFleet.Cli.Commands;

/// <summary><c>leakfleet top</c>: the fleet's processes as a live table.</summary>
internal static class TopCommand
{
    private const int PlainWidth = 240;

    public static Command Create()
    {
        var server = ServerUrlOption.Create("Server to ask");
        var every = new DurationOption("--every", TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(200), TimeSpan.FromHours(1), "Time between two looks");
        var once = new Option<bool>("--once") { Description = "Print the table once and end; so does output that is not a terminal" };
        var command = new Command("top", "Show the fleet's processes and verdicts as a live table (Ctrl-C ends it).") { server, every, once };
        var login = new LoginOptions();
        login.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = login.Connect(parsed, server);
            if (Console.IsOutputRedirected) Plain().Write(FleetTable.Create(await client.ProcessesAsync(cancellation)));
            else if (parsed.GetValue(once)) AnsiConsole.Write(FleetTable.Create(await client.ProcessesAsync(cancellation)));
            else await WatchAsync(client, every.In(parsed), cancellation);
            return CommandLineHost.Success;
        });
        return command;
    }

    /// <summary>For files and pipes: no colours, and no terminal's width that would cut names.</summary>
    private static IAnsiConsole Plain()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(Console.Out) });
        console.Profile.Width = PlainWidth;
        return console;
    }

    private static async Task WatchAsync(FleetClient client, TimeSpan every, CancellationToken cancellation)
    {
        // The first look decides whether there is a server at all; a later failure is shown and survived, as servers restart.
        var first = await client.ProcessesAsync(cancellation);
        await AnsiConsole.Live(FleetTable.Create(first)).StartAsync(async live =>
        {
            using var timer = new PeriodicTimer(every);
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                try
                {
                    live.UpdateTarget(FleetTable.Create(await client.ProcessesAsync(cancellation)));
                }
                catch (CommandException failure)
                {
                    live.UpdateTarget(new Text(failure.Message, new Style(Color.Red)));
                }
            }
        });
    }
}
