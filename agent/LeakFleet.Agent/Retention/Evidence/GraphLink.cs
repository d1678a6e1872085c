namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>A reference in a drawing.</summary>
/// <param name="From">Number of the holder.</param>
/// <param name="To">Number of the held.</param>
/// <param name="Field">Where it is held.</param>
public sealed record GraphLink(int From, int To, string Field);
