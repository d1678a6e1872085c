using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>What the holder of an edge holds by it now: a word within it, or outside, tells.</summary>
internal sealed class EdgeReader(MemoryRead memory, ReferenceGraph graph, DependentHandles dependents, LoaderObjects loaders)
{
    private const ulong Nothing = 0;

    /// <param name="holder">Where the holder lies now.</param>
    /// <returns>Address of the held object; 0 when it holds none any more.</returns>
    public ulong Read(in GraphEdge edge, ulong holder) => edge.Kind switch
    {
        EdgeKind.Loader => loaders.Now(graph.MethodTableOf(edge.Holder)),
        EdgeKind.Dependent => ReadDependent(edge, holder),
        _ when edge.Links > 1 => new ListLinks(memory, graph.MethodTableOf(edge.Holder), edge.Offset).Follow(holder, edge.Links),
        _ => memory.TryRead(holder + (ulong)edge.Offset, out ulong word) ? word : Nothing,
    };

    /// <summary>Whether a word tells what is held: where none does, all that is known is that the holder still has the edge.</summary>
    public bool IsTold(in GraphEdge edge) => edge.Kind != EdgeKind.Dependent || dependents.Knows((ulong)edge.Offset);

    private ulong ReadDependent(in GraphEdge edge, ulong holder)
    {
        var handle = (ulong)edge.Offset;
        if (dependents.Knows(handle)) return dependents.Held(handle, holder);
        return holder == graph.AddressOf(edge.Holder) && dependents.IsFirst(handle, holder) ? graph.AddressOf(edge.Held) : Nothing;
    }
}
