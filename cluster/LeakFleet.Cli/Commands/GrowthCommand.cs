using System.CommandLine;
using LeakFleet.Cli.Histograms;
using LeakFleet.Server.Text;

namespace LeakFleet.Cli.Commands;

/// <summary><c>leakfleet growth PID</c>: which types have more objects than ever before, look after look.</summary>
internal static class GrowthCommand
{
    private const int TopUsual = 10;
    private const int TimesMax = 1_000_000;

    public static Command Create()
    {
        var pid = LookOptions.Pid();
        var every = new DurationOption(
            "--every", TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(24), "Time between two looks");
        var times = new Option<int?>("--times") { HelpName = "count", Description = "Looks to take; without an end unless given (Ctrl-C ends it)" };
        times.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !(int.TryParse(result.Tokens[^1].Value, out var value) && value is > 0 and <= TimesMax))
                result.AddError($"--times: '{result.Tokens[^1].Value}' is not a number from 1 to {TimesMax}");
        });
        var top = LookOptions.Top(TopUsual);
        var sort = LookOptions.Sort("count");
        var type = LookOptions.Type();
        var survivors = new Option<bool>("--survivors") { Description = "Leave out gen0: only what has survived a collection" };
        var eventPipe = LookOptions.EventPipe();
        var json = LookOptions.Json("Print one JSON object per look, each on a line of its own");
        var save = LookOptions.Save("Keep the latest look in this file, written anew at each one");
        var force = LookOptions.Force();
        var command = new Command("growth", "Show which types of a running .NET process grew since the last look.")
        {
            pid, every, times, top, sort, type, survivors, eventPipe, json, save, force,
        };
        var dac = new DacOptions();
        dac.AddTo(command);
        MoreHelp.AddTo(command, """
            As objgraph.show_growth does for Python: the first look shows the largest types; each further one shows the types that have
            more objects than in any look before, with how many they are and by how much that is more. What only goes up and down soon
            falls silent; what leaks comes again and again. The process is not paused, and no collection is induced; each look says
            whether the process collected gen2 itself since the one before. A look that fails is told, and the next one is taken, unless the process
            has exited or may not be read.

              leakfleet growth 4711 --every 1m --survivors
              leakfleet growth 4711 --every 10s --times 6 --json > growth.jsonl
            """);
        command.SetAction(async (parsed, cancellation) =>
        {
            var file = new SaveTarget(parsed.GetValue(save), parsed.GetValue(force));
            var filter = new TypeFilter(parsed.GetValue(type));
            var peaks = new GrowthPeaks();
            await using var source = await HeapSource.OpenAsync(
                parsed.GetValue(pid), parsed.GetValue(eventPipe), watchCollections: !parsed.GetValue(eventPipe), dac.In(parsed), cancellation);
            using var timer = new PeriodicTimer(every.In(parsed));
            var isFirst = true;
            for (var look = 1; look <= (parsed.GetValue(times) ?? int.MaxValue); look++)
            {
                if (look > 1) await timer.WaitForNextTickAsync(cancellation);
                var (histogram, trouble, isLasting) = await source.TryLookAsync(cancellation);
                if (histogram is null)
                {
                    // What has been seen so far is worth more than the one look that failed; of a process that could never be looked at it is nothing.
                    if (isFirst || isLasting) throw new CommandException(trouble);
                    Console.Error.WriteLine($"leakfleet: look {look} failed: {trouble}".ReplaceLineEndings(" "));
                    continue;
                }
                file.Save(histogram);
                var types = filter.Of(histogram.Types);
                if (parsed.GetValue(survivors)) types = types.Select(type => type.OnlySurvivors());
                var grown = peaks.Observe(types, byBytes: parsed.GetValue(sort) == "bytes");
                var report = new GrowthReport(look, histogram.Look, grown.Count, [.. grown.Take(parsed.GetValue(top))]);
                if (parsed.GetValue(json)) Output.Json(report, HistogramJson.Readable.GrowthReport);
                else Print(report, histogram.Types, isFirst);
                isFirst = false;
            }
            return CommandLineHost.Success;
        });
        return command;
    }

    private static void Print(GrowthReport report, IReadOnlyList<TypeEntry> all, bool isFirst)
    {
        var look = report.Look;
        if (isFirst)
        {
            Output.Header(look, all);
            Output.Changes(report.Types, report.TypesMatching, withDeltas: false);
            return;
        }
        Console.Out.WriteLine();
        var totals = $"{LookText.Objects(look.CountTotal)} in {Quantity.Bytes(look.BytesTotal)}";
        Console.Out.WriteLine($"{LookText.At(look)}: {totals}, {LookText.Collection(look)}");
        if (!look.Complete) Console.Out.WriteLine(LookText.Completeness(look));
        if (report.TypesMatching == 0) Console.Out.WriteLine("nothing grew");
        else Output.Changes(report.Types, report.TypesMatching, withDeltas: true);
    }
}
