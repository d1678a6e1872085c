namespace LeakFleet.Fleet;

/// <summary>One page of an answer.</summary>
/// <param name="Total">Items that match, on this page or not.</param>
/// <param name="NextCursor">Where the next page begins; null when this is the last.</param>
/// <param name="Partial">Why the answer does not hold everything; empty when it does.</param>
public sealed record ResultPage<T>(IReadOnlyList<T> Items, int Total, string? NextCursor, IReadOnlyList<PartialReason> Partial);
