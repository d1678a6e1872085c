namespace LeakFleet.Cli;

/// <summary>An expected failure, told in one line that says what to do.</summary>
internal sealed class CommandException(string message) : Exception(message);
