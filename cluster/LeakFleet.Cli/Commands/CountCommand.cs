using System.CommandLine;
using LeakFleet.Cli.Histograms;
using LeakFleet.Server.Text;

namespace LeakFleet.Cli.Commands;

/// <summary><c>leakfleet count PID TYPE</c>: how many objects of a type there are now.</summary>
internal static class CountCommand
{
    private const int TopUsual = 10;

    public static Command Create()
    {
        var pid = LookOptions.Pid();
        var type = new Argument<string>("type") { Description = "Full name, or a wildcard with * and ? (in quotes): 'MyApp.*Cache*'" };
        var top = LookOptions.Top(TopUsual);
        var afterGen2 = LookOptions.AfterGen2();
        var eventPipe = LookOptions.EventPipe();
        var json = LookOptions.Json("Print one JSON document: the look, the sums, and the types that match");
        var save = LookOptions.Save("Keep the whole histogram in this file");
        var force = LookOptions.Force();
        var command = new Command("count", "Count the objects of a type in a running .NET process.")
        {
            pid, type, top, afterGen2, eventPipe, json, save, force,
        };
        var dac = new DacOptions();
        dac.AddTo(command);
        MoreHelp.AddTo(command, """
            A type that is not there counts 0, and that is no error.

              leakfleet count 4711 MyApp.Order
              leakfleet count 4711 'System.Collections.Generic.List<*>' --json
            """);
        command.SetAction(async (parsed, cancellation) =>
        {
            var pattern = parsed.GetRequiredValue(type);
            var file = new SaveTarget(parsed.GetValue(save), parsed.GetValue(force));
            var histogram = await OneLook.TakeAsync(parsed.GetValue(pid), parsed.GetValue(eventPipe), afterGen2.In(parsed), dac.In(parsed), cancellation);
            file.Save(histogram);
            var report = TypesReport.Of(histogram, new TypeFilter(pattern), byCount: true, parsed.GetValue(top));
            if (parsed.GetValue(json))
            {
                Output.Json(report, HistogramJson.Readable.TypesReport);
                return CommandLineHost.Success;
            }
            Console.Out.WriteLine(Printable.Show($"{LookText.Objects(report.Count)} of {pattern} in {Quantity.Bytes(report.Bytes)}"));
            Console.Out.WriteLine(LookText.Completeness(histogram.Look));
            if (report.TypesMatching > 1) Output.Types(report, byCount: true, withGenerations: false);
            return CommandLineHost.Success;
        });
        return command;
    }
}
