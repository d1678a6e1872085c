namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>Some of the objects of a type, or why there are none to show.</summary>
/// <param name="Count">How many there are.</param>
public sealed record ObjectList(long Count, IReadOnlyList<ObjectEntry> Objects, string? Trouble);
