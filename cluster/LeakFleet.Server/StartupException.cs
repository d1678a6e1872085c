namespace LeakFleet.Server;

/// <summary>The server cannot start, for a reason the person who started it can remove. The message is one line, meant to be printed as it is.</summary>
public sealed class StartupException : Exception
{
    public StartupException(string message) : base(message) { }

    public StartupException(string message, Exception inner) : base(message, inner) { }

    public StartupException() : this("the server cannot start") { }
}
