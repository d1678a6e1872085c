namespace LeakyApp.Scenarios.Leaks;

internal sealed record LogEntry(long Number, string Message, byte[] Properties);
