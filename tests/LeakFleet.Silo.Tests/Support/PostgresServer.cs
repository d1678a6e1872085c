using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LeakFleet.Database;
using Npgsql;

namespace LeakFleet.Silo.Tests.Support;

/// <summary>A PostgreSQL server of the tests' own, in a temporary folder, on a free port of loopback. As root it runs as nobody, since it refuses root.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string FolderPrefix = "leakfleet-postgres-";

    private readonly string _programs;
    private readonly string _folder;

    private PostgresServer(string programs, string folder, int port) => (_programs, _folder, Port) = (programs, folder, port);

    public int Port { get; }

    /// <summary>Why no server can be started here; null when one can.</summary>
    public static string? Missing => Programs() is null ? "PostgreSQL is not installed (Debian: apt-get install postgresql)" : null;

    public static async Task<PostgresServer> Start()
    {
        var programs = Programs() ?? throw new InvalidOperationException(Missing);
        var folder = Directory.CreateTempSubdirectory(FolderPrefix).FullName;
        if (Environment.IsPrivilegedProcess) await Run("chown", "nobody", folder);
        var server = new PostgresServer(programs, folder, FreePort());
        await server.RunPostgres("initdb", "-D", server.Data, "-U", "leakfleet", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C");
        await server.Up();
        return server;
    }

    public async Task Up() => await RunPostgres(
        "pg_ctl", "-D", Data, "-w", "-l", Path.Combine(_folder, "log"), "-o",
        $"-p {Port.ToString(CultureInfo.InvariantCulture)} -k {_folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200", "start");

    /// <summary>Ends it at once, as a crash would.</summary>
    public async Task Down() => await RunPostgres("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop");

    /// <summary>A new, empty database; its connection string.</summary>
    public async Task<string> NewDatabase(int? port = null)
    {
        var name = $"db{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name, port);
    }

    /// <summary>A new database with the tables of a cluster.</summary>
    public async Task<string> NewCluster(int? port = null)
    {
        var database = await NewDatabase();
        await Schema.Init(database);
        return port is { } other ? new NpgsqlConnectionStringBuilder(database) { Port = other }.ConnectionString : database;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await Down();
        if (Path.GetFileName(_folder).StartsWith(FolderPrefix, StringComparison.Ordinal)) Directory.Delete(_folder, recursive: true);
    }

    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private string Data => Path.Combine(_folder, "data");

    private string ConnectionString(string database, int? port = null) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port ?? Port,
        Database = database,
        Username = "leakfleet",
        Timeout = 10,
        CommandTimeout = 10,
    }.ConnectionString;

    private static string? Programs() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
        : null;

    private Task RunPostgres(string program, params string[] arguments)
    {
        var path = Path.Combine(_programs, program);
        return Environment.IsPrivilegedProcess
            ? Run("setpriv", ["--reuid=nobody", "--regid=nogroup", "--clear-groups", path, .. arguments])
            : Run(path, arguments);
    }

    private static async Task Run(string program, params string[] arguments)
    {
        // Its output goes nowhere: a server that inherited a pipe would keep it open for as long as it lives.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "cd / && exec \"$0\" \"$@\" >/dev/null 2>&1 </dev/null", program, .. arguments]);
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}
