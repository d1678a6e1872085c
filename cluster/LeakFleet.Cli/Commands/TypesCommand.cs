using System.CommandLine;
using System.Globalization;
using LeakFleet.Cli.Histograms;
using LeakFleet.Cli.Queries;
using LeakFleet.Fleet;

namespace LeakFleet.Cli.Commands;

/// <summary><c>leakfleet types PID</c>: what a heap consists of now; <c>leakfleet types</c>: which types the fleet holds, and which grow.</summary>
internal static class TypesCommand
{
    private const int TopUsual = 25;

    public static Command Create()
    {
        var what = new Argument<string[]>("pid|filter")
        {
            Description = "A process id, as this machine sees it, to count one heap now; or terms such as service=checkout, or nothing, to ask the server about the fleet",
        };
        var top = LookOptions.Top(TopUsual);
        var sort = new Option<string?>("--sort") { HelpName = "order", Description = "With a pid: bytes (the default) or count. Of the fleet: growth (the default), bytes, count, processes, services or type" };
        var type = LookOptions.Type();
        var generations = new Option<bool>("--generations") { Description = "With a pid: also show each generation's part of what is sorted by" };
        var afterGen2 = LookOptions.AfterGen2();
        var eventPipe = LookOptions.EventPipe();
        var json = LookOptions.Json("Print one JSON document");
        var save = LookOptions.Save("With a pid: keep the whole histogram in this file, for 'leakfleet diff'");
        var force = LookOptions.Force();
        var fleet = new ListCommand(QueryTarget.Types, what);
        var command = new Command("types", "Show the largest types of a running .NET process, or the types that grow across the fleet.")
        {
            what, top, sort, type, generations, afterGen2, eventPipe, json, save, force,
        };
        var dac = new DacOptions();
        dac.AddTo(command);
        fleet.Options.Without("--type").Without("--sort").Without("--limit");
        fleet.AddTo(command, withArgument: false, withForm: false);
        MoreHelp.AddTo(command, """
            With a pid every object of that heap is counted, with no server. The process is not paused, nothing runs in it, and no collection is
            induced; so objects that nothing holds any more are counted until the process collects them itself. --after-gen2 2m waits for that.
            Without one the server is asked for the types of the fleet.

              leakfleet types 4711 --sort count --top 10
              leakfleet types 4711 --type 'MyApp.*' --generations
              leakfleet types 4711 --save before.json
              leakfleet types --state growing --namespace shop
            """);
        command.SetAction(async (parsed, cancellation) =>
        {
            if (Pid(parsed.GetValue(what) ?? []) is not { } pid)
            {
                Option[] ofOneHeap = [generations, afterGen2, eventPipe, save, force, .. dac.All];
                if (ofOneHeap.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is { } alien) throw new UsageException($"{alien.Name} is for one heap: name a process id");
                return await fleet.RunAsync(parsed, cancellation, parsed.GetValue(json), More(parsed.GetValue(type), parsed.GetValue(sort), parsed.GetValue(top)));
            }

            if (fleet.Options.Given(parsed).FirstOrDefault() is { } ofFleet) throw new UsageException($"{ofFleet} asks the server: leave the process id out");
            if (parsed.GetValue(sort) is not (null or "bytes" or "count")) throw new UsageException("--sort: of one heap it is bytes or count");
            var byCount = parsed.GetValue(sort) == "count";
            var file = new SaveTarget(parsed.GetValue(save), parsed.GetValue(force));
            var histogram = await OneLook.TakeAsync(pid, parsed.GetValue(eventPipe), afterGen2.In(parsed), dac.In(parsed), cancellation);
            file.Save(histogram);
            var report = TypesReport.Of(histogram, new TypeFilter(parsed.GetValue(type)), byCount, parsed.GetValue(top));
            if (parsed.GetValue(json))
            {
                Output.Json(report, HistogramJson.Readable.TypesReport);
                return CommandLineHost.Success;
            }
            Output.Header(histogram.Look, histogram.Types);
            Output.Types(report, byCount, parsed.GetValue(generations));
            return CommandLineHost.Success;
        });
        return command;
    }

    private static int? Pid(string[] what)
    {
        if (what.Length == 0 || !what[0].All(char.IsAsciiDigit)) return null;
        if (what.Length > 1) throw new UsageException("one process id is taken, and no filter with it");
        return int.TryParse(what[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pid > 0 ? pid : throw new UsageException($"'{what[0]}' is not a process id");
    }

    private static IEnumerable<KeyValuePair<string, string>> More(string? type, string? sort, int top)
    {
        if (type is not null) yield return new("type", type);
        if (sort is not null) yield return new("sort", sort);
        yield return new("limit", Math.Min(top, QueryLimits.LimitMax).ToString(CultureInfo.InvariantCulture));
    }
}
