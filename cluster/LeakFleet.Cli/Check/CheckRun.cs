using System.Diagnostics;
using LeakFleet.Cli.Api;
using LeakFleet.Cli.Hosting;
using LeakFleet.Server.Api;

namespace LeakFleet.Cli.Check;

/// <summary>Server, agent and program in one place, from start to verdict.</summary>
internal static class CheckRun
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(CheckOptions options, CancellationToken cancellation)
    {
        var baseline = CheckBaseline.Read(options.Baseline);
        var state = Directory.CreateTempSubdirectory("leakfleet-check-");
        try
        {
            var result = await WatchAsync(options, state.FullName, baseline, cancellation);
            return Report(options, result);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Console.Error.WriteLine("leakfleet check: interrupted; no verdict");
            return CheckOutcome.Interrupted;
        }
        finally
        {
            state.Delete(recursive: true);
        }
    }

    private static async Task<CheckResult> WatchAsync(CheckOptions options, string state, CheckBaseline baseline, CancellationToken cancellation)
    {
        await using var server = await RunningServer.StartAsync(Settings.Server("127.0.0.1:0", state, options.Interval), LogLoudness.UnderDisplay, cancellation);
        await using var program = CheckedProgram.Start(options.Command, options.KeepGc);
        var clock = Stopwatch.StartNew();
        await using var agent = await RunningAgent.StartAsync(
            Settings.Agent(server.Url, node: null, program.Descendants, options.Interval, Settings.WalkCpu(options.Interval)), LogLoudness.UnderDisplay, cancellation);
        using var client = new FleetClient(server.Url);
        IReadOnlyList<ProcessResponse> seen = [];
        using var timer = new PeriodicTimer(PollInterval);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            var hasExited = program.HasExited;
            seen = [.. (await client.ProcessesAsync(cancellation)).Processes.Where(p => program.Descendants.HasSeen(p.Pid))];
            if (hasExited || clock.Elapsed >= options.Duration || (options.Looks is { } looks && seen.Any(p => p.Histograms >= looks))) break;
        }

        var elapsed = clock.Elapsed;
        var exitCode = program.ExitCode;
        await program.StopAsync();
        return CheckResult.Of(options.Command[0], elapsed, exitCode, seen, baseline);
    }

    private static int Report(CheckOptions options, CheckResult result)
    {
        foreach (var line in CheckText.Lines(result, acceptsAll: options.WriteBaseline is not null)) Console.WriteLine(line);
        if (options.JUnit is { } junit) CheckJUnit.Write(junit, result);
        if (options.WriteBaseline is { } file) return WriteBaseline(file, result);
        if (result.NotAccepted.Any()) return CheckOutcome.Grows;
        if (result.Failed) throw new CommandException(result.Failure);
        return result.IsInconclusive ? CheckOutcome.NoVerdict : CommandLineHost.Success;
    }

    /// <summary>What a run that did not go to its end has seen is no measure for others: one that accepted nothing because it saw nothing would take the place of a good baseline.</summary>
    private static int WriteBaseline(string file, CheckResult result)
    {
        if (result.Failed) throw new CommandException($"{result.Failure}: no baseline is written of a run that failed");
        if (result is { IsUnfinished: true, Growths.Count: 0 })
        {
            Console.Error.WriteLine($"leakfleet check: no baseline is written, since there is no verdict; {file} is as it was");
            return CheckOutcome.NoVerdict;
        }

        CheckBaseline.Write(file, result.Growths);
        Console.WriteLine($"baseline written to {file}: {result.Growths.Count} accepted{(result.IsUnfinished ? ", of those processes alone that came to a verdict" : "")}");
        return result.IsUnfinished ? CheckOutcome.NoVerdict : CommandLineHost.Success;
    }
}
