using System.CommandLine;
using LeakFleet.Agent.Retention;
using LeakFleet.Cli.Histograms;
using LeakFleet.Cli.Retention;

namespace LeakFleet.Cli.Commands;

/// <summary><c>leakfleet refs</c> and <c>leakfleet backrefs</c>: what objects hold, and what holds them.</summary>
internal static class ReferencesCommand
{
    public static Command Forward() => Create(isBackward: false, "refs", "Show what objects of a running .NET process hold.", """
        From some objects of a type, or from the object at an address, along their references. The process is not paused.

          leakfleet refs 4711 MyApp.Order --depth 3
          leakfleet refs 4711 0x7f0012345678 --svg > order.svg
        """);

    public static Command Backward() => Create(isBackward: true, "backrefs", "Show what holds objects of a running .NET process.", """
        Each level is one scan of the heap. What is shown may include holders that nothing holds any more; roots that hold any of
        it (static fields, handles, stacks, the finalizer queue) are named. 'leakfleet why' shows only what a root keeps alive.

          leakfleet backrefs 4711 MyApp.Order --depth 3
          leakfleet backrefs 4711 0x7f0012345678 --dot | dot -Tpng > holders.png
        """);

    private static Command Create(bool isBackward, string name, string description, string help)
    {
        var (pid, from) = (LookOptions.Pid(), RetentionOption.TypeOrAddress());
        var depth = RetentionOption.Number("--depth", "steps", 2, 20, "How many references far");
        var starts = RetentionOption.Number("--starts", "count", 3, 100, "Objects of the type to begin with");
        var (json, dot, svg, values) = (RetentionOption.Json(), RetentionOption.Dot(), RetentionOption.Svg(), RetentionOption.Values());
        var dac = new DacOptions();
        var command = new Command(name, description) { pid, from, depth, starts, json, dot, svg, values };
        dac.AddTo(command);
        RetentionOption.OneForm(command, json, dot, svg);
        MoreHelp.AddTo(command, help);
        command.SetAction(async (parsed, cancellation) =>
        {
            var text = parsed.GetRequiredValue(from);
            var address = RetentionOption.Address(text);
            var filter = new TypeFilter(text);
            var heap = RetentionOption.Heap(parsed.GetValue(pid), dac, parsed);
            var (graph, trouble) = await Task.Run(
                () => heap.Draw(
                    address is null ? filter.Matches : null, address ?? 0, parsed.GetValue(depth), parsed.GetValue(starts), isBackward, parsed.GetValue(values), new RetentionOptions(), cancellation),
                cancellation);
            if (graph is null) throw new CommandException($"process {parsed.GetValue(pid)}: {trouble}");
            if (parsed.GetValue(json)) Output.Json(graph, RetentionJson.Readable.ObjectGraph);
            else if (parsed.GetValue(dot)) Console.Out.Write(GraphText.Dot(graph));
            else if (parsed.GetValue(svg)) Console.Out.Write(GraphDrawing.Svg(graph));
            else
            {
                Console.Out.Write(GraphText.Tree(graph));
                foreach (var note in graph.Notes) Console.Out.WriteLine($"note: {note}");
            }
            return CommandLineHost.Success;
        });
        return command;
    }
}
