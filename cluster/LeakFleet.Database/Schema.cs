using System.Globalization;
using System.Reflection;
using Npgsql;

namespace LeakFleet.Database;

/// <summary>
/// The tables of a cluster, as numbered steps that are only ever added to: a database tells which of them it has. Later steps keep what earlier
/// versions of the silo read and write, so that two versions can run side by side; a step that cannot says which is the oldest version that still may.
/// </summary>
public static class Schema
{
    /// <summary>Any number, the same for all: two who begin at once take turns.</summary>
    private const long Turn = 5341_0001;

    /// <summary>What this version needs.</summary>
    public static int VersionNeeded => Steps().Count;

    /// <summary>Brings the database to <see cref="VersionNeeded"/>, all of it or nothing. Does nothing to one that is there.</summary>
    /// <returns>The versions before and after.</returns>
    /// <exception cref="DatabaseException">It cannot be reached or changed.</exception>
    public static async Task<(int Before, int After)> Init(string connectionString, CancellationToken cancellation = default)
    {
        connectionString = ConnectionText.Parse(connectionString);
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await Execute(connection, $"SELECT pg_advisory_xact_lock({Turn})", cancellation);
            var before = await Read(connection, cancellation);
            if (before < 0)
            {
                await Execute(connection, "CREATE TABLE leakfleet_schema (version integer PRIMARY KEY, oldest_reader integer NOT NULL DEFAULT 1, applied timestamptz NOT NULL DEFAULT now())", cancellation);
                before = 0;
            }

            var steps = Steps();
            for (var step = before; step < steps.Count; step++)
            {
                await Execute(connection, steps[step], cancellation);
                await Execute(connection, $"INSERT INTO leakfleet_schema (version) VALUES ({step + 1})", cancellation);
            }

            await transaction.CommitAsync(cancellation);
            return (before, Math.Max(before, steps.Count));
        }
        catch (Exception exception) when (DatabaseFaults.Explain(exception, connectionString) is { } fault)
        {
            throw fault;
        }
    }

    /// <summary>Whether this version can run on that database.</summary>
    /// <exception cref="DatabaseException">It cannot be reached, or has no tables, or older ones than this version needs.</exception>
    public static async Task Check(string connectionString, CancellationToken cancellation = default)
    {
        connectionString = ConnectionText.Parse(connectionString);
        int version;
        int oldestReader;
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(cancellation);
            version = await Read(connection, cancellation);
            oldestReader = version < 0 ? 0 : await Number(connection, "SELECT coalesce(max(oldest_reader), 0) FROM leakfleet_schema", cancellation);
        }
        catch (Exception exception) when (DatabaseFaults.Explain(exception, connectionString) is { } fault)
        {
            throw fault;
        }

        var where = ConnectionText.Describe(connectionString);
        if (version < 0) throw new DatabaseException($"database {where} has no LeakFleet tables: make them with 'leakfleet db init'");
        if (version < VersionNeeded)
            throw new DatabaseException($"database {where} has tables of version {version}, this silo needs {VersionNeeded}: bring them up with 'leakfleet db init'");
        if (oldestReader > VersionNeeded)
            throw new DatabaseException($"database {where} has tables of version {version}, which no silo before version {oldestReader} can use, and this one is of {VersionNeeded}: upgrade it");
    }

    /// <summary>-1 where there is no table of ours.</summary>
    private static async Task<int> Read(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var exists = new NpgsqlCommand("SELECT to_regclass('leakfleet_schema') IS NOT NULL", connection);
        if (await exists.ExecuteScalarAsync(cancellation) is not true) return -1;
        return await Number(connection, "SELECT coalesce(max(version), 0) FROM leakfleet_schema", cancellation);
    }

    private static async Task<int> Number(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt32(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture);
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static List<string> Steps()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var steps = new List<string>();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            steps.Add(reader.ReadToEnd());
        }

        return steps;
    }
}
