using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>Reads again whether objects and references are where the search met them.</summary>
internal sealed class PathCheck(MemoryRead memory, ReferenceGraph graph)
{
    private const ulong MarkBits = 7;

    /// <summary>Whether an object of the node's type lies there; never true of free space, whose words are those of another type.</summary>
    public bool IsObject(int node) => memory.TryRead(graph.AddressOf(node), out ulong word) && (word & ~MarkBits) == graph.MethodTableOf(node);

    /// <summary>Whether the holder's word holds the held object. Of the other kinds of edges no word tells.</summary>
    public bool Holds(in GraphEdge edge) => edge.Kind != EdgeKind.Reference
        || (edge.Links > 1 && new ListLinks(memory, graph.MethodTableOf(edge.Holder), edge.Offset).Follow(graph.AddressOf(edge.Holder), edge.Links) == graph.AddressOf(edge.Held))
        || (edge.Links == 1 && memory.TryRead(graph.AddressOf(edge.Holder) + (ulong)edge.Offset, out ulong word) && word == graph.AddressOf(edge.Held));
}
