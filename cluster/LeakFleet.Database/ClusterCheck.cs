using Npgsql;

namespace LeakFleet.Database;

/// <summary>
/// Silos that name another cluster on the same database would be a second cluster over the same state: each would undo what the other wrote.
/// </summary>
public static class ClusterCheck
{
    /// <summary>A silo says each minute that it lives; one that was silent for longer than this is gone.</summary>
    private const int SilentMinutesMax = 5;

    /// <exception cref="DatabaseException">Another cluster lives there, or it cannot be reached.</exception>
    public static async Task Check(string connectionString, string cluster, CancellationToken cancellation = default)
    {
        connectionString = ConnectionText.Parse(connectionString);
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(cancellation);
            await using var command = new NpgsqlCommand($"""
                SELECT cluster, count(*) FROM leakfleet_silo
                WHERE cluster <> @cluster AND status = 3 AND alive > now() - interval '{SilentMinutesMax} minutes'
                GROUP BY cluster ORDER BY count(*) DESC, cluster LIMIT 1
                """, connection);
            command.Parameters.AddWithValue("cluster", cluster);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            if (!await reader.ReadAsync(cancellation)) return;
            throw new DatabaseException(
                $"database {ConnectionText.Describe(connectionString)} is used by cluster '{reader.GetString(0)}' ({reader.GetInt64(1)} silos live), this silo names '{cluster}': "
                + "name the same, or use a database for each");
        }
        catch (Exception exception) when (exception is not DatabaseException && DatabaseFaults.Explain(exception, connectionString) is { } fault)
        {
            throw fault;
        }
    }
}
