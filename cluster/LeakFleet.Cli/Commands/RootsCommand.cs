using System.CommandLine;
using LeakFleet.Agent.Retention;
using LeakFleet.Agent.Retention.Evidence;
using LeakFleet.Cli.Histograms;
using LeakFleet.Cli.Retention;
using LeakFleet.Server.Text;

namespace LeakFleet.Cli.Commands;

/// <summary><c>leakfleet handles</c> and <c>leakfleet finalizers</c>: what holds objects without being one.</summary>
internal static class RootsCommand
{
    private const int TopUsual = 25;

    public static Command Handles() => Create("handles", "Show the handles of a running .NET process, by kind and type.", """
        Strong, pinned, async-pinned, ref-counted and sized handles keep objects alive; a dependent one keeps its second object alive
        as long as its first lives; a weak one keeps nothing. A number that only grows is a leak of handles.

          leakfleet handles 4711
        """, (report, top) => Table(report.Handles, top), (report, top) => Output.Json(HandleReport.Of(report, top), RetentionJson.Readable.HandleReport));

    public static Command Finalizers() => Create("finalizers", "Show which objects of a running .NET process have or await finalizers.", """
        Objects in the queue are kept until their finalizers have run. A queue that grows while the finalizer thread is in one and the
        same method is blocked by it.

          leakfleet finalizers 4711
        """, WriteFinalizers, (report, top) => Output.Json(FinalizerReport.Of(report, top), RetentionJson.Readable.FinalizerReport));

    private static Command Create(string name, string description, string help, Action<RootReport, int> write, Action<RootReport, int> writeJson)
    {
        var (pid, json, top) = (LookOptions.Pid(), RetentionOption.Json(), LookOptions.Top(TopUsual));
        var dac = new DacOptions();
        var command = new Command(name, description) { pid, top, json };
        dac.AddTo(command);
        MoreHelp.AddTo(command, help);
        command.SetAction(async (parsed, cancellation) =>
        {
            var heap = RetentionOption.Heap(parsed.GetValue(pid), dac, parsed);
            var report = await Task.Run(() => heap.Roots(new RetentionOptions(), cancellation), cancellation);
            if (report.Trouble is { } trouble) throw new CommandException($"process {parsed.GetValue(pid)}: {trouble}");
            (parsed.GetValue(json) ? writeJson : write)(report, parsed.GetValue(top));
            if (report.WasCut && !parsed.GetValue(json)) Console.Out.WriteLine("PARTIAL: there are more than are counted");
            return CommandLineHost.Success;
        });
        return command;
    }

    private static void WriteFinalizers(RootReport report, int top)
    {
        Console.Out.WriteLine($"{LookText.Objects(report.FinalizerQueue.Sum(count => count.Count))} in the queue for finalizers, {LookText.Objects(report.Finalizable.Sum(count => count.Count))} alive that have one");
        Console.Out.WriteLine(report.FinalizerStack.Count == 0 ? "the finalizer thread is in no managed method" : "the finalizer thread is in");
        foreach (var frame in report.FinalizerStack) Console.Out.WriteLine($"    {Printable.Show(frame)}");
        Console.Out.WriteLine();
        Table([.. report.FinalizerQueue, .. report.Finalizable], top);
    }

    private static void Table(IReadOnlyList<RootCount> counts, int top)
    {
        var table = new TextTable("Count", "Kind", "Type");
        foreach (var count in counts.Take(top)) table.Add(Quantity.Count(count.Count), count.Kind, count.Type);
        table.Write();
        if (counts.Count > top) Console.Out.WriteLine($"and {Quantity.Count(counts.Count - top)} more (--top shows them)");
    }
}
