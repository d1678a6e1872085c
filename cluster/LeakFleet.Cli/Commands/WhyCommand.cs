using System.CommandLine;
using System.Diagnostics;
using LeakFleet.Agent.Retention;
using LeakFleet.Agent.Retention.Evidence;
using LeakFleet.Cli.Histograms;
using LeakFleet.Cli.Retention;

namespace LeakFleet.Cli.Commands;

/// <summary><c>leakfleet why PID TYPE</c>: what keeps the objects of a type alive.</summary>
internal static class WhyCommand
{
    public static Command Create()
    {
        var (pid, type) = (LookOptions.Pid(), RetentionOption.Type());
        var samples = RetentionOption.Number("--samples", "count", 64, 10_000, "Objects of the type whose paths are looked for");
        var again = new DurationOption("--again", TimeSpan.FromSeconds(2), TimeSpan.Zero, TimeSpan.FromHours(1), "Count the elements of the holding collection once more after this time; 0s does not");
        var timeout = new DurationOption("--timeout", TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(30), "Give up looking after this time, and show what was found");
        var (json, dot, svg) = (RetentionOption.Json(), RetentionOption.Dot(), RetentionOption.Svg());
        var dac = new DacOptions();
        var command = new Command("why", "Show what keeps the objects of a type in a running .NET process alive.") { pid, type, samples, again, timeout, json, dot, svg };
        dac.AddTo(command);
        RetentionOption.OneForm(command, json, dot, svg);
        MoreHelp.AddTo(command, """
            Paths from roots (static fields, handles, stacks, the finalizer queue) to a sample of the objects, folded into the few ways in
            which they differ. The process is not paused: every word of a path is read again before it is shown; "confirmed" means
            that all were read within one period between collections, "likely" that a doubt remains.

              leakfleet why 4711 MyApp.Order
              leakfleet why 4711 'MyApp.*Session' --svg > why.svg
            """);
        command.SetAction(async (parsed, cancellation) =>
        {
            var filter = new TypeFilter(parsed.GetRequiredValue(type));
            var heap = RetentionOption.Heap(parsed.GetValue(pid), dac, parsed);
            var options = new RetentionOptions { SamplesMax = parsed.GetValue(samples), MillisecondsMax = (int)timeout.In(parsed).TotalMilliseconds };
            var began = Stopwatch.GetTimestamp();
            var answer = await Task.Run(() => heap.Why(filter.Matches, options, cancellation), cancellation);
            if (answer.Evidence is not { } evidence) throw new CommandException($"process {parsed.GetValue(pid)}: {answer.Trouble}");
            if (evidence.Accumulation is { } point && again.In(parsed) > TimeSpan.Zero)
            {
                await Task.Delay(again.In(parsed), cancellation);
                evidence = evidence with { Accumulation = heap.LookAgain(point, Stopwatch.GetElapsedTime(began) - evidence.Elapsed) };
            }
            if (parsed.GetValue(json)) Output.Json(evidence, RetentionJson.Readable.RetentionEvidence);
            else if (parsed.GetValue(dot)) Console.Out.Write(GraphText.Dot(ObjectGraph.Of(evidence)));
            else if (parsed.GetValue(svg)) Console.Out.Write(GraphDrawing.Svg(ObjectGraph.Of(evidence)));
            else RetentionText.Write(evidence, Console.Out);
            return CommandLineHost.Success;
        });
        return command;
    }
}
