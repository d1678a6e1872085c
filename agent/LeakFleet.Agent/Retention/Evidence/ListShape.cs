namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>How the links of a list hang together.</summary>
/// <param name="LinkType">Method table of the links.</param>
/// <param name="NextOffset">Of the field that holds the next link.</param>
/// <param name="ElementsOffset">Of the field that holds an array of elements in each link; -1 where each link is one element.</param>
internal sealed record ListShape(ulong LinkType, int NextOffset, int ElementsOffset);
