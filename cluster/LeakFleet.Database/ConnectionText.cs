using Npgsql;

namespace LeakFleet.Database;

/// <summary>A connection string as a person wrote it.</summary>
public static class ConnectionText
{
    /// <summary>A server that answers at all answers within this time; a longer wait only hides that it does not.</summary>
    private const int TimeoutSeconds = 10;

    /// <summary>The string with our limits where none are given.</summary>
    /// <exception cref="DatabaseException">It is not a connection string of PostgreSQL.</exception>
    public static string Parse(string text)
    {
        NpgsqlConnectionStringBuilder builder;
        try
        {
            builder = new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            throw new DatabaseException($"the connection string cannot be read: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }

        if (string.IsNullOrWhiteSpace(builder.Host)) throw new DatabaseException("the connection string names no Host (as in Host=db;Database=leakfleet;Username=leakfleet)");
        if (!builder.ShouldSerialize("Timeout")) builder.Timeout = TimeoutSeconds;
        if (!builder.ShouldSerialize("Command Timeout")) builder.CommandTimeout = TimeoutSeconds;
        if (!builder.ShouldSerialize("Application Name")) builder.ApplicationName = "leakfleet";
        return builder.ConnectionString;
    }

    /// <summary>Which database that is, for messages: no password, nothing but where it is.</summary>
    public static string Describe(string text)
    {
        var builder = new NpgsqlConnectionStringBuilder(text);
        return $"{builder.Database ?? builder.Username} at {builder.Host}:{builder.Port}";
    }
}
