using System.Globalization;
using System.Reflection;
using LeakFleet.Silo.Tests.Support;

namespace LeakFleet.Benchmarks.Ingest;

/// <summary>Silos as processes, on a PostgreSQL of their own.</summary>
internal sealed class RunningSilos : IAsyncDisposable
{
    private readonly List<HostProcess> _silos = [];
    private readonly PostgresServer _postgres;

    private RunningSilos(PostgresServer postgres) => _postgres = postgres;

    /// <summary>The program as a build of the same configuration leaves it.</summary>
    public static string ProgramUsual { get; } = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "../../../../../cluster/LeakFleet.Silo/bin", typeof(RunningSilos).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration, "net10.0/leakfleet-silo"));

    /// <summary>Their processor time and memory are those of the silos; the database's own are not in them.</summary>
    public IReadOnlyList<HostProcess> Hosts => _silos;

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
        foreach (var silo in _silos) await silo.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    private async Task Add(string program, string database, int writeSeconds)
    {
        var address = $"127.0.0.1:{Text(PostgresServer.FreePort())}";
        _silos.Add(await HostProcess.Start(
            program, new Uri($"http://{address}"), "LeakFleet silo of cluster",
            "run", "--listen", address, "--silo-port", Text(PostgresServer.FreePort()), "--gateway-port", "0", "--database", database, "--write-seconds", Text(writeSeconds)));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
