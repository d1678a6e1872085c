using System.CommandLine;
using LeakFleet.Cli.Check;
using LeakFleet.Cli.Histograms;

namespace LeakFleet.Cli.Commands;

/// <summary><c>leakfleet check -- COMMAND</c>: a gate for CI.</summary>
internal static class CheckCommand
{
    private const int LooksMax = 100_000;

    public static Command Create()
    {
        var duration = new DurationOption(
            "--duration", TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(5), TimeSpan.FromHours(24), "How long to watch; the command's own end comes earlier");
        var looks = new Option<int?>("--looks") { HelpName = "count", Description = "End once a process was looked at so often (some 30 make a verdict), instead of waiting for the duration" };
        looks.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !(int.TryParse(result.Tokens[^1].Value, out var value) && value is > 0 and <= LooksMax))
                result.AddError($"--looks: '{result.Tokens[^1].Value}' is not a number from 1 to {LooksMax}");
        });
        var interval = new DurationOption(
            "--interval", TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(500), TimeSpan.FromHours(1), "Least time between two looks; a verdict needs about twenty-five");
        var baseline = new Option<string?>("--baseline") { HelpName = "file", Description = "Growth that is known and accepted, as --write-baseline wrote it" };
        var write = new Option<string?>("--write-baseline") { HelpName = "file", Description = "Accept everything that grows now: write it to this file and succeed" };
        var junit = new Option<string?>("--junit") { HelpName = "file", Description = "Write the result as JUnit XML too" };
        var keepGc = new Option<bool>("--keep-gc") { Description = "Leave the size of the youngest generation alone; by default it is made small, so that collections, and a verdict, come within a minute" };
        var program = new Argument<string[]>("command") { Description = "The program and its arguments, after --", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("check", "Run a program, watch what its types do, and fail when one keeps growing: a gate for CI.")
        {
            duration, looks, interval, baseline, write, junit, keepGc, program,
        };
        MoreHelp.AddTo(command, """
            The program runs as usual, with the same input and output; its .NET processes, also those that it starts, are watched from
            outside by the same detector that watches fleets. At the end the program is asked to stop (SIGTERM), then killed.

            Exit codes: 0 nothing grows but what the baseline accepts, 3 something keeps growing, 4 no verdict (too short, or no .NET
            process seen), 1 the program failed or could not be started, 2 wrong usage, 130 after Ctrl-C.

              leakfleet check --duration 3m -- dotnet run -c Release --project samples/Load
              leakfleet check --junit leaks.xml --baseline leaks.json -- ./bin/soak-test --minutes 5
            """);
        command.SetAction((parsed, cancellation) => CheckRun.RunAsync(
            new CheckOptions(
                parsed.GetValue(program) is { Length: > 0 } named ? named : throw new UsageException("name the program to run after --, such as: leakfleet check -- dotnet run -c Release"), duration.In(parsed), parsed.GetValue(looks), interval.In(parsed), parsed.GetValue(baseline),
                parsed.GetValue(write), parsed.GetValue(junit), parsed.GetValue(keepGc)),
            cancellation));
        return command;
    }
}
