using System.CommandLine;
using LeakFleet.Database;
using LeakFleet.Fleet;
using LeakFleet.Server;
using Orleans.Runtime;

namespace LeakFleet.Silo;

/// <summary>Runs one command: expected failures are one line on standard error and an exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) Complain(error.Message);
            Console.Error.WriteLine("Try 'leakfleet-silo run --help'.");
            return 2;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
        }
        catch (Exception failure) when (Explain(failure) is { } line)
        {
            Complain(line);
            return 1;
        }
        catch (Exception bug) when (Environment.GetEnvironmentVariable("LEAKFLEET_DEBUG") != "1")
        {
            Complain($"internal error: {bug.GetType().Name}: {bug.Message} (set LEAKFLEET_DEBUG=1 for the stack trace)");
            return 1;
        }
    }

    /// <summary>The line; null for what is no expected failure but a bug.</summary>
    private static string? Explain(Exception failure) => failure switch
    {
        StartupException or DatabaseException or StateStoreException or OrleansConfigurationException => failure.Message,
        System.Net.Sockets.SocketException socket => $"cannot listen for other silos: {socket.Message} (choose with --address, --silo-port and --gateway-port)",
        AggregateException { InnerException: { } inner } => Explain(inner),
        _ => null,
    };

    private static void Complain(string line) => Console.Error.WriteLine($"leakfleet-silo: {line.ReplaceLineEndings(" ")}");
}
