using System.Globalization;
using Npgsql;

namespace LeakFleet.Database;

/// <summary>The documents of a cluster. Anybody reads them; only who took the last turn writes them.</summary>
public sealed class DocumentTable(string connectionString)
{
    private const string Rounds = "rounds";

    private readonly string _connectionString = ConnectionText.Parse(connectionString);
    private long _turn;

    /// <summary>From now on only this one writes.</summary>
    /// <exception cref="DatabaseException">The database cannot be reached, or is in trouble.</exception>
    public async Task TakeTurn(CancellationToken cancellation)
    {
        var taken = await Run(
            "INSERT INTO leakfleet_turn AS t (name, number) VALUES (@name, 1) ON CONFLICT (name) DO UPDATE SET number = t.number + 1 RETURNING number",
            command => command.Parameters.AddWithValue("name", Rounds), cancellation);
        Volatile.Write(ref _turn, Convert.ToInt64(taken, CultureInfo.InvariantCulture));
    }

    /// <summary>Null when there is none of that name.</summary>
    /// <exception cref="DatabaseException">The database cannot be reached, or is in trouble.</exception>
    public async Task<byte[]?> Read(string name, CancellationToken cancellation) =>
        await Run("SELECT bytes FROM leakfleet_document WHERE name = @name", command => command.Parameters.AddWithValue("name", name), cancellation) as byte[];

    /// <summary>False when somebody else took a turn since: nothing was written.</summary>
    /// <exception cref="DatabaseException">The database cannot be reached, or is in trouble.</exception>
    public async Task<bool> TryWrite(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellation) => await Run(
        // The row of the turn is locked: one who takes the next turn waits for this, and this for one who is about to.
        """
        WITH mine AS (SELECT FROM leakfleet_turn WHERE name = @rounds AND number = @turn FOR SHARE)
        INSERT INTO leakfleet_document (name, bytes) SELECT @name, @bytes FROM mine
        ON CONFLICT (name) DO UPDATE SET bytes = excluded.bytes, written = now()
        RETURNING true
        """,
        command =>
        {
            command.Parameters.AddWithValue("name", name);
            command.Parameters.AddWithValue("bytes", bytes.ToArray());
        },
        cancellation) is true;

    /// <summary>False when somebody else took a turn since: nothing was deleted.</summary>
    /// <exception cref="DatabaseException">The database cannot be reached, or is in trouble.</exception>
    public async Task<bool> TryDelete(string name, CancellationToken cancellation) => await Run(
        """
        WITH mine AS (SELECT FROM leakfleet_turn WHERE name = @rounds AND number = @turn FOR SHARE),
        gone AS (DELETE FROM leakfleet_document USING mine WHERE name = @name)
        SELECT true FROM mine
        """,
        command => command.Parameters.AddWithValue("name", name), cancellation) is true;

    private async Task<object?> Run(string sql, Action<NpgsqlCommand> fill, CancellationToken cancellation)
    {
        try
        {
            await using var connection = new NpgsqlConnection(_connectionString);
            await connection.OpenAsync(cancellation);
            await using var command = new NpgsqlCommand(sql, connection);
            if (sql.Contains("@turn", StringComparison.Ordinal))
            {
                command.Parameters.AddWithValue("rounds", Rounds);
                command.Parameters.AddWithValue("turn", Volatile.Read(ref _turn));
            }

            fill(command);
            return await command.ExecuteScalarAsync(cancellation);
        }
        catch (Exception exception) when (DatabaseFaults.Explain(exception, _connectionString) is { } fault)
        {
            throw fault;
        }
    }
}
