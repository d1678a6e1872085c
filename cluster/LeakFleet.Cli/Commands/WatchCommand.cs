using System.CommandLine;
using LeakFleet.Cli.Api;
using LeakFleet.Cli.Histograms;
using LeakFleet.Cli.Queries;
using LeakFleet.Fleet;
using LeakFleet.Server.Api;
using LeakFleet.Server.Text;
using Spectre.Console;

namespace LeakFleet.Cli.Commands;

/// <summary><c>leakfleet watch</c>: findings as they come and go.</summary>
internal static class WatchCommand
{
    public static Command Create()
    {
        var query = new QueryOptions(QueryTarget.Findings).Without("--cursor").Without("--group");
        var server = ServerUrlOption.Create("Server to ask");
        var every = new DurationOption("--every", TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(200), TimeSpan.FromHours(1), "Time between two looks");
        var command = new Command("watch", "Show findings as they come and go (Ctrl-C ends it).") { server, every };
        query.AddTo(command);
        var login = new LoginOptions();
        login.AddTo(command);
        MoreHelp.AddTo(command, """
            On a terminal the list is kept up to date. Anywhere else each change is a line of its own: opened, regressed, resolved or gone, with the sentence.

              leakfleet watch namespace=shop
              leakfleet watch --every 1m >> findings.log
            """);
        command.SetAction(async (parsed, cancellation) =>
        {
            var address = QueryOptions.ToAddress(query.In(parsed), "api/v1/findings");
            using var client = login.Connect(parsed, server);
            if (Console.IsOutputRedirected) await LinesAsync(client, address, every.In(parsed), cancellation);
            else await LiveAsync(client, address, every.In(parsed), cancellation);
            return CommandLineHost.Success;
        });
        return command;
    }

    private static async Task LiveAsync(FleetClient client, string address, TimeSpan every, CancellationToken cancellation)
    {
        // The first look decides whether there is a server at all; a later failure is shown and survived, as servers restart.
        var first = await client.GetAsync(address, ServerJson.Default.FindingsResponse, cancellation);
        await AnsiConsole.Live(Table(first)).StartAsync(async live =>
        {
            live.Refresh();
            using var timer = new PeriodicTimer(every);
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                try
                {
                    live.UpdateTarget(Table(await client.GetAsync(address, ServerJson.Default.FindingsResponse, cancellation)));
                }
                catch (CommandException failure)
                {
                    live.UpdateTarget(new Text(failure.Message, new Style(Color.Red)));
                }
            }
        });
    }

    private static Table Table(FindingsResponse answer) =>
        ListText.Findings(answer).ToTable().Caption($"{answer.Total} findings   {answer.At.ToLocalTime():yyyy-MM-dd HH:mm:ss zzz}");

    private static async Task LinesAsync(FleetClient client, string address, TimeSpan every, CancellationToken cancellation)
    {
        var changes = new FindingChanges();
        using var timer = new PeriodicTimer(every);
        var isFirst = true;
        do
        {
            try
            {
                var answer = await client.GetAsync(address, ServerJson.Default.FindingsResponse, cancellation);
                foreach (var line in changes.Take(answer)) Console.Out.WriteLine(Printable.Show(line, 1000));
            }
            catch (CommandException failure) when (!isFirst)
            {
                Console.Error.WriteLine($"leakfleet: {failure.Message}");
            }

            isFirst = false;
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }
}
