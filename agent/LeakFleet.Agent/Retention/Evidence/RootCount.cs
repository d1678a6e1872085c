namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>Objects of one type under one kind of root.</summary>
/// <param name="Holds">Whether such a root keeps them alive.</param>
public sealed record RootCount(string Kind, bool Holds, string Type, long Count);
