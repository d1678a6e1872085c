namespace LeakFleet.Server.Delivery;

/// <summary>A notice that waits, with what its tries came to.</summary>
internal sealed record QueuedNotice(Notice Notice, DateTimeOffset QueuedAt, DateTimeOffset DueAt, int Attempts, string LastFault);
