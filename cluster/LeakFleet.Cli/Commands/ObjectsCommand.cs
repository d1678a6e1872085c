using System.CommandLine;
using LeakFleet.Agent.Retention;
using LeakFleet.Cli.Histograms;
using LeakFleet.Cli.Retention;
using LeakFleet.Server.Text;

namespace LeakFleet.Cli.Commands;

/// <summary><c>leakfleet objects PID TYPE</c>: where objects of a type lie.</summary>
internal static class ObjectsCommand
{
    public static Command Create()
    {
        var (pid, type) = (LookOptions.Pid(), RetentionOption.Type());
        var top = RetentionOption.Number("--top", "count", 25, 10_000, "Objects to show: an even choice among those that have survived collections, then among younger ones");
        var (json, values) = (RetentionOption.Json(), RetentionOption.Values());
        var dac = new DacOptions();
        var command = new Command("objects", "Show addresses, sizes and generations of some objects of a type in a running .NET process.") { pid, type, top, json, values };
        dac.AddTo(command);
        MoreHelp.AddTo(command, """
            Addresses are for 'leakfleet refs' and 'leakfleet backrefs'. A collection may move an object at any time, young ones first.

              leakfleet objects 4711 MyApp.Order --top 5
            """);
        command.SetAction(async (parsed, cancellation) =>
        {
            var filter = new TypeFilter(parsed.GetRequiredValue(type));
            var heap = RetentionOption.Heap(parsed.GetValue(pid), dac, parsed);
            var list = await Task.Run(() => heap.Objects(filter.Matches, parsed.GetValue(top), parsed.GetValue(values), new RetentionOptions(), cancellation), cancellation);
            if (list.Trouble is { } trouble) throw new CommandException($"process {parsed.GetValue(pid)}: {trouble}");
            if (parsed.GetValue(json))
            {
                Output.Json(list, RetentionJson.Readable.ObjectList);
                return CommandLineHost.Success;
            }
            var table = new TextTable("Address", "Bytes", "Generation", "Type");
            foreach (var found in list.Objects)
                table.Add($"0x{found.Address:x}", Quantity.Count(found.Bytes), found.Generation, found.Value is null ? found.Type : $"{found.Type} \"{found.Value}\"");
            table.Write();
            if (list.Count > list.Objects.Count) Console.Out.WriteLine($"{Quantity.Count(list.Objects.Count)} of {LookText.Objects(list.Count)} (--top shows more)");
            return CommandLineHost.Success;
        });
        return command;
    }
}
