using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace LeakFleet.FleetSimulator.Load;

/// <summary><c>load</c>: agents of a large fleet, each with a connection of its own, that look at a given pace.</summary>
internal static class LoadCommand
{
    private const int ProcessesPerNode = 50;

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

            var nodes = Enumerable.Range(0, (count + ProcessesPerNode - 1) / ProcessesPerNode)
                .Select(n => new LoadNode(parsed.GetRequiredValue(server), n, n * ProcessesPerNode, Math.Min(ProcessesPerNode, count - n * ProcessesPerNode), parsed.GetValue(types)))
                .ToList();
            await Run(nodes, parsed.GetValue(rate), parsed.GetValue(types), stopping.Token);
            return 0;
        });
        return command;
    }

    private static async Task Run(List<LoadNode> nodes, double rate, int types, CancellationToken stopping)
    {
        var shipping = nodes.Select(node => node.Ship(stopping)).ToList();
        var began = Stopwatch.GetTimestamp();
        var (looks, said) = (0L, began);
        while (!stopping.IsCancellationRequested)
        {
            for (var due = (long)(Stopwatch.GetElapsedTime(began).TotalSeconds * rate); looks < due; looks++) nodes[(int)(looks % nodes.Count)].Look();
            if (Stopwatch.GetElapsedTime(said) >= SayInterval)
            {
                said = Stopwatch.GetTimestamp();
                Say(nodes, began, looks, types);
            }

            await Task.Delay(10, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(shipping);
        Say(nodes, began, looks, types);
    }

    private static void Say(List<LoadNode> nodes, long began, long looks, int types)
    {
        var elapsed = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var acked = nodes.Sum(node => node.Acknowledged);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{elapsed,6:0} s  {looks / elapsed,8:0} histograms/s  {looks * types / elapsed,10:0} types/s  {acked,9} acked  {nodes.Sum(node => node.Pending),8} kept  {nodes.Sum(node => node.Dropped),6} dropped"));
    }
}
