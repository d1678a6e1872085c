using System.Net.Sockets;
using Npgsql;

namespace LeakFleet.Database;

/// <summary>What PostgreSQL and its driver say, in the words of somebody who has to mend it.</summary>
public static class DatabaseFaults
{
    /// <summary>The fault in words; null when the exception is about something else.</summary>
    public static DatabaseException? Explain(Exception exception, string connectionString)
    {
        var where = ConnectionText.Describe(connectionString);
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case PostgresException postgres:
                    return new DatabaseException(Words(postgres, where), postgres.IsTransient || postgres.SqlState.StartsWith("57P0", StringComparison.Ordinal), exception);
                case SocketException socket:
                    return new DatabaseException($"database {where} cannot be reached: {socket.Message}", true, exception);
                case TimeoutException:
                    return new DatabaseException($"database {where} does not answer in time", true, exception);
            }
        }

        return exception is NpgsqlException ? new DatabaseException($"database {where}: {exception.Message.ReplaceLineEndings(" ")}", true, exception) : null;
    }

    private static string Words(PostgresException postgres, string where) => postgres.SqlState switch
    {
        PostgresErrorCodes.InvalidCatalogName => $"there is no database {where}: create it, then run 'leakfleet db init'",
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => $"database {where} refuses this user: {postgres.MessageText}",
        PostgresErrorCodes.InsufficientPrivilege => $"database {where}: this user may not do that: {postgres.MessageText}",
        PostgresErrorCodes.UndefinedTable => $"database {where} has no LeakFleet tables: make them with 'leakfleet db init'",
        PostgresErrorCodes.TooManyConnections => $"database {where} takes no more connections: {postgres.MessageText}",
        _ => $"database {where}: {postgres.MessageText}",
    };
}
