using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using LeakFleet.Silo.Tests.Support;

namespace LeakFleet.Benchmarks.Ingest;

/// <summary>Silos as processes, on a PostgreSQL of their own.</summary>
internal sealed class RunningSilos : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeMax = TimeSpan.FromMinutes(1);

    private readonly List<Process> _silos = [];
    private readonly List<Uri> _servers = [];
    private readonly PostgresServer _postgres;

    private RunningSilos(PostgresServer postgres) => _postgres = postgres;

    /// <summary>The program as a build of the same configuration leaves it.</summary>
    public static string ProgramUsual { get; } = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "../../../../../cluster/LeakFleet.Silo/bin", typeof(RunningSilos).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration, "net10.0/leakfleet-silo"));

    public IReadOnlyList<Uri> Servers => _servers;

    /// <summary>Processor time of all silos together; the database's own is not in it.</summary>
    public TimeSpan ProcessorTime => _silos.Aggregate(TimeSpan.Zero, (sum, silo) => sum + Fresh(silo).TotalProcessorTime);

    public long ResidentBytes => _silos.Sum(silo => Fresh(silo).WorkingSet64);

    /// <summary>Why none can be started here; null when they can.</summary>
    public static string? Missing(string program) =>
        File.Exists(program) ? PostgresServer.Missing : $"there is no {program}: build cluster/LeakFleet.Silo first, which needs the Microsoft.Orleans packages";

    public static async Task<RunningSilos> Start(string program, int count, int writeSeconds)
    {
        var running = new RunningSilos(await PostgresServer.Start());
        var database = await running._postgres.NewCluster();
        for (var silo = 0; silo < count; silo++) await running.Add(program, database, writeSeconds);
        return running;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos)
        {
            silo.Kill();
            await silo.WaitForExitAsync();
            silo.Dispose();
        }

        await _postgres.DisposeAsync();
    }

    private async Task Add(string program, string database, int writeSeconds)
    {
        var port = PostgresServer.FreePort();
        var start = new ProcessStartInfo(program)
        {
            ArgumentList =
            {
                "run", "--listen", $"127.0.0.1:{port}", "--silo-port", Text(PostgresServer.FreePort()), "--gateway-port", "0", "--database", database, "--write-seconds", Text(writeSeconds),
            },
            RedirectStandardOutput = true,
        };
        var silo = Process.Start(start)!;
        _silos.Add(silo);
        string? line;
        do
        {
            line = await silo.StandardOutput.ReadLineAsync().WaitAsync(StartTimeMax);
            if (line is null) throw new InvalidOperationException("the silo ended at its start");
        }
        while (!line.StartsWith("LeakFleet silo of cluster", StringComparison.Ordinal));
        // What it still says must not fill the pipe.
        _ = silo.StandardOutput.ReadToEndAsync();
        _servers.Add(new Uri($"http://127.0.0.1:{port}"));
    }

    private static Process Fresh(Process silo)
    {
        silo.Refresh();
        return silo;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
