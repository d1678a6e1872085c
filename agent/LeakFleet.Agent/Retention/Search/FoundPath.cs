namespace LeakFleet.Agent.Retention.Search;

/// <summary>A chain of references from a root to an object, in numbers of a graph, and where its objects lay when it was confirmed.</summary>
/// <param name="Edges">From the object that the root holds, each from where the one before leads; none when the root holds the sample itself.</param>
/// <param name="First">The node that the root holds.</param>
/// <param name="Addresses">Of the first object and of those that the edges hold.</param>
internal sealed record FoundPath(RootHit Root, int First, IReadOnlyList<GraphEdge> Edges, IReadOnlyList<ulong> Addresses)
{
    /// <summary>Node and address of each object.</summary>
    public IEnumerable<(int Node, ulong Address)> Objects => Edges.Select(edge => edge.Held).Prepend(First).Zip(Addresses);

    /// <summary>Address of what the paths are about.</summary>
    public ulong Sample => Addresses[^1];
}
