namespace LeakFleet.Agent.Retention.Search;

/// <summary>One object that holds another.</summary>
/// <param name="Holder">Number of the node.</param>
/// <param name="Held">Number of the node.</param>
/// <param name="Offset">Of the word from the holder's start; of a dependent handle its address.</param>
/// <param name="Next">The next edge to the same held node; -1 for none.</param>
/// <param name="Links">More than 1 in a list: so many steps from link to link, all of one type and by the same field, lead from the holder to the held.</param>
internal readonly record struct GraphEdge(int Holder, int Held, long Offset, EdgeKind Kind, int Next, int Links = 1);
