using LeakFleet.Fleet;
using LeakFleet.Protocol;
using Npgsql;

namespace LeakFleet.Silo.Tests.Support;

/// <summary>A process as the database has it.</summary>
internal static class StoredProcess
{
    /// <summary>Null when nothing was written of it.</summary>
    public static async Task<ProcessMonitor?> Read(string database, ProcessKey key)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("SELECT payload FROM leakfleet_state WHERE type = 'process' AND key = @key", connection);
        command.Parameters.AddWithValue("key", key.ToString());
        if (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) is not byte[] bytes) return null;
        var monitor = ProcessMonitor.Load(key, bytes, new FleetOptions(), out var fault);
        Assert.Null(fault);
        return monitor;
    }
}
