using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace LeakFleet.FleetSimulator.Load;

/// <summary><c>load</c>: agents of a large fleet, each with a connection of its own, that look at a given pace.</summary>
internal static class LoadCommand
{
    private static readonly TimeSpan SayInterval = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var processes = new Option<int>("--processes") { HelpName = "count", Description = "Processes, 50 on a node", DefaultValueFactory = _ => 1000 };
        var rate = new Option<double>("--rate") { HelpName = "per second", Description = "Histograms a second, of all processes together", DefaultValueFactory = _ => 100 };
        var types = new Option<int>("--types") { HelpName = "count", Description = "Types of each process", DefaultValueFactory = _ => 200 };
        var seconds = new Option<double>("--seconds") { HelpName = "seconds", Description = "How long; until Ctrl-C when 0", DefaultValueFactory = _ => 0 };
        var server = new Option<Uri>("--server") { HelpName = "url", Description = "Address of a server or silo that needs no login", DefaultValueFactory = _ => new Uri("http://127.0.0.1:5341") };
        var command = new Command("load", "Plays the agents of a large fleet, over their own connections, with their own outboxes.") { processes, rate, types, seconds, server };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            if (parsed.GetValue(seconds) is > 0 and var limit) stopping.CancelAfter(TimeSpan.FromSeconds(limit));
            var count = parsed.GetValue(processes);
            if (count < 1 || !(parsed.GetValue(rate) > 0) || parsed.GetValue(types) is < 1 or > Protocol.WireLimits.TypesMax)
            {
                await Console.Error.WriteLineAsync("--processes and --rate are above 0, --types are 1 to 2000");
                return 2;
            }

            await using var fleet = new LoadFleet([parsed.GetRequiredValue(server)], count, parsed.GetValue(types));
            await Run(fleet, parsed.GetValue(rate), parsed.GetValue(types), stopping.Token);
            return 0;
        });
        return command;
    }

    private static async Task Run(LoadFleet fleet, double rate, int types, CancellationToken stopping)
    {
        var began = Stopwatch.GetTimestamp();
        var looking = fleet.Look(rate, stopping);
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(SayInterval, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Say(fleet, began, types);
        }

        await looking;
        Say(fleet, began, types);
    }

    private static void Say(LoadFleet fleet, long began, int types)
    {
        var elapsed = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{elapsed,6:0} s  {fleet.Looks / elapsed,8:0} histograms/s  {fleet.Looks * types / elapsed,10:0} types/s  {fleet.Acknowledged,9} acked  {fleet.Pending,8} kept  {fleet.Dropped,6} dropped"));
    }
}
