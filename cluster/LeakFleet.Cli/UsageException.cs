namespace LeakFleet.Cli;

/// <summary>A command that was written wrong in a way that only its own rules can tell; exits like any other mistyped command.</summary>
internal sealed class UsageException(string message) : Exception(message);
