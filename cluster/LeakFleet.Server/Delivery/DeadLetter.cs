namespace LeakFleet.Server.Delivery;

/// <summary>A notice that was given up.</summary>
public sealed record DeadLetter(Notice Notice, DateTimeOffset At, int Attempts, string Fault);
