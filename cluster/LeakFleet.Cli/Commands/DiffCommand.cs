using System.CommandLine;
using LeakFleet.Cli.Histograms;

namespace LeakFleet.Cli.Commands;

/// <summary><c>leakfleet diff A B</c>: what changed from one saved histogram to another.</summary>
internal static class DiffCommand
{
    private const int TopUsual = 25;

    public static Command Create()
    {
        var before = new Argument<string>("before") { Description = "Histogram saved first (with --save)" };
        var after = new Argument<string>("after") { Description = "Histogram saved later" };
        var top = LookOptions.Top(TopUsual);
        var sort = LookOptions.Sort("bytes");
        var type = LookOptions.Type();
        var json = LookOptions.Json("Print one JSON document: both looks, the warnings, and the types that differ");
        var command = new Command("diff", "Compare two saved histograms: what grew, shrank, is new or has vanished.")
        {
            before, after, top, sort, type, json,
        };
        MoreHelp.AddTo(command, """
            It warns when one of them is partial, or when they are of different processes; to compare two replicas, or two versions, may
            be what is wanted.

              leakfleet types 4711 --save a.json
              leakfleet types 4711 --save b.json
              leakfleet diff a.json b.json
            """);
        command.SetAction(parsed =>
        {
            var report = DiffReport.Of(
                HistogramFile.Load(parsed.GetRequiredValue(before)), HistogramFile.Load(parsed.GetRequiredValue(after)),
                new TypeFilter(parsed.GetValue(type)), parsed.GetValue(sort) == "count", parsed.GetValue(top));
            if (parsed.GetValue(json)) Output.Json(report, HistogramJson.Readable.DiffReport);
            else Print(report);
            return CommandLineHost.Success;
        });
        return command;
    }

    private static void Print(DiffReport report)
    {
        Console.Out.WriteLine($"a: {LookText.Title(report.Before)}");
        Console.Out.WriteLine($"   {LookText.Totals(report.Before)}");
        Console.Out.WriteLine($"b: {LookText.Title(report.After)}");
        Console.Out.WriteLine($"   {LookText.Totals(report.After)}");
        foreach (var warning in report.Warnings) Console.Out.WriteLine($"warning: {warning}");
        Console.Out.WriteLine($"{LookText.Signed(report.CountDelta)} objects, {LookText.SignedBytes(report.BytesDelta)}");
        Console.Out.WriteLine();
        if (report.TypesMatching == 0) Console.Out.WriteLine("no type differs");
        else Output.Changes(report.Types, report.TypesMatching, withDeltas: true);
    }
}
