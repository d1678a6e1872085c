namespace LeakFleet.Database;

/// <summary>The database cannot be used. The message is one line for the person who named it, without its password.</summary>
public sealed class DatabaseException : Exception
{
    public DatabaseException(string message, bool isPassing, Exception inner) : base(message, inner) => IsPassing = isPassing;

    public DatabaseException(string message) : base(message)
    {
    }

    public DatabaseException(string message, Exception inner) : base(message, inner)
    {
    }

    public DatabaseException() : this("the database cannot be used")
    {
    }

    /// <summary>It may pass by itself: a server that starts, restarts or cannot be reached now.</summary>
    public bool IsPassing { get; }
}
