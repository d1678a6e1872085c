using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;

namespace LeakFleet.Cli;

/// <summary>Runs one command: signals become cancellation, expected failures one line on standard error and an exit code.</summary>
internal static class CommandLineHost
{
    public const int Success = 0;
    public const int Failure = 1;
    public const int UsageError = 2;

    /// <summary>What was asked for is there: open findings match.</summary>
    public const int Found = 3;

    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        // Who knows nothing of it yet types the name alone.
        if (args.Length == 0)
        {
            await root.Parse("--help").InvokeAsync(new InvocationConfiguration { Output = Console.Error });
            return UsageError;
        }

        var parsed = root.Parse(args);
        // The shell asks what may come next: what is there so far need not be complete.
        var suggests = args.Length > 0 && args[0].StartsWith("[suggest", StringComparison.Ordinal);
        if (parsed.Errors.Count > 0 && !suggests)
        {
            // A mistyped command is one mistake, though the library also finds that a command is missing.
            var errors = parsed.UnmatchedTokens.Count > 0 ? parsed.Errors.Where(error => parsed.UnmatchedTokens.Any(error.Message.Contains)) : parsed.Errors;
            foreach (var error in errors) Complain(error.Message);
            if (parsed.UnmatchedTokens.Count > 0 && NearMiss.Of(parsed.UnmatchedTokens[0], parsed.CommandResult.Command) is { } near)
                Console.Error.WriteLine($"Did you mean '{Path(parsed)} {near}'?");
            Console.Error.WriteLine($"Try '{Path(parsed)} --help'.");
            return UsageError;
        }

        using var stop = new CancellationTokenSource();
        // The first signal asks for an orderly end; a second one finds the default handler again and ends the process at once.
        void Stop(PosixSignalContext context)
        {
            context.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        try
        {
            // Signals are handled above, and a stack trace is no error message: both of the library's defaults are off.
            var configuration = new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false };
            return await parsed.InvokeAsync(configuration, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Success;
        }
        catch (UsageException mistake)
        {
            Complain(mistake.Message);
            Console.Error.WriteLine($"Try '{Path(parsed)} --help'.");
            return UsageError;
        }
        catch (Exception failure) when (Failures.Explain(failure) is { } line)
        {
            Complain(line);
            return Failure;
        }
        catch (Exception bug) when (Environment.GetEnvironmentVariable("LEAKFLEET_DEBUG") != "1")
        {
            Complain($"internal error: {bug.GetType().Name}: {bug.Message.ReplaceLineEndings(" ")} (set LEAKFLEET_DEBUG=1 for the stack trace)");
            return Failure;
        }
    }

    // The library's own lines have line breaks and tabs in them.
    private static void Complain(string line) => Console.Error.WriteLine($"leakfleet: {string.Join(' ', line.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))}");

    /// <summary>With the commands that it is one of: <c>leakfleet report list</c>.</summary>
    private static string Path(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var at = parsed.CommandResult; at.Command is not RootCommand; at = (CommandResult)at.Parent!) names.Push(at.Command.Name);
        return string.Join(' ', names.Prepend("leakfleet"));
    }
}
