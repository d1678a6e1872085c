using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>Reads again whether objects and references are where the search met them.</summary>
internal sealed class PathCheck(MemoryRead memory, ReferenceGraph graph, EdgeReader edges)
{
    /// <summary>Whether an object of the node's type lies there; never true of free space, whose words are those of another type.</summary>
    public bool IsObject(int node) => memory.TryRead(graph.AddressOf(node), out ulong word) && (word & ~RegionDecoder.MarkBits) == graph.MethodTableOf(node);

    /// <summary>Whether the holder still holds the held object by it.</summary>
    public bool Holds(in GraphEdge edge) => edges.Read(edge, graph.AddressOf(edge.Holder)) == graph.AddressOf(edge.Held);
}
