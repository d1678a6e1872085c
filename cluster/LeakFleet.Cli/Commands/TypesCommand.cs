using System.CommandLine;
using LeakFleet.Cli.Histograms;

namespace LeakFleet.Cli.Commands;

/// <summary><c>leakfleet types PID</c>: what a heap consists of now.</summary>
internal static class TypesCommand
{
    private const int TopUsual = 25;

    public static Command Create()
    {
        var pid = LookOptions.Pid();
        var top = LookOptions.Top(TopUsual);
        var sort = LookOptions.Sort("bytes");
        var type = LookOptions.Type();
        var generations = new Option<bool>("--generations") { Description = "Also show each generation's part of what is sorted by" };
        var afterGen2 = LookOptions.AfterGen2();
        var eventPipe = LookOptions.EventPipe();
        var json = LookOptions.Json("Print one JSON document: the look, and the types chosen");
        var save = LookOptions.Save("Keep the whole histogram in this file, for 'leakfleet diff'");
        var force = LookOptions.Force();
        var command = new Command("types", "Show the largest types of a running .NET process: every object counted, without pausing it.")
        {
            pid, top, sort, type, generations, afterGen2, eventPipe, json, save, force,
        };
        MoreHelp.AddTo(command, """
            The process is not paused, nothing runs in it, and no collection is induced; so objects that nothing holds any more are
            counted until the process collects them itself. --after-gen2 2m waits for that.

              leakfleet types 4711 --sort count --top 10
              leakfleet types 4711 --type 'MyApp.*' --generations
              leakfleet types 4711 --save before.json
            """);
        command.SetAction(async (parsed, cancellation) =>
        {
            var byCount = parsed.GetValue(sort) == "count";
            var file = new SaveTarget(parsed.GetValue(save), parsed.GetValue(force));
            var histogram = await OneLook.TakeAsync(parsed.GetValue(pid), parsed.GetValue(eventPipe), afterGen2.In(parsed), cancellation);
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
}
