namespace LeakFleet.Server.Alerts;

/// <summary>What a receiver was told of an alert in its present episode.</summary>
/// <param name="Times">Firing and each repeat; makes the identity of the next notice.</param>
public sealed record Told(DateTimeOffset At, int Times, bool IsResolved);
