using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention.Roots;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>
/// Follows found paths from their roots down, reading every word of them now: what a root holds is an object, and what an object's reference field holds is one
/// too, so where the words lead there is no doubt, however the search came by them. Objects may have moved, and lists and delegates may have been replaced by
/// new ones of the same types in the same fields: what counts is that the way still leads to an object of the sample's type. Each word is read once,
/// however many paths share it.
/// </summary>
internal sealed class PathFollower(MemoryRead memory, ReferenceGraph graph, EdgeReader edges, RootedPaths paths)
{
    private const ulong Broken = 0;

    private readonly Dictionary<int, ulong> _addresses = [];

    /// <summary>Where the node's object lies now; 0 when the way to it is broken.</summary>
    public ulong AddressOf(int node)
    {
        var way = new Stack<int>();
        var at = node;
        while (!_addresses.ContainsKey(at))
        {
            way.Push(at);
            if (paths.EdgeTo(at) is not { } edge) break;
            at = edge.Holder;
        }
        while (way.TryPop(out var next)) _addresses[next] = Read(next);
        return _addresses[node];
    }

    private ulong Read(int node)
    {
        var address = paths.EdgeTo(node) is { } edge ? ReadEdge(edge) : ReadRoot(paths.RootOf(node), node);
        return address != Broken && memory.TryRead(address, out ulong word) && (word & ~RegionDecoder.MarkBits) == graph.MethodTableOf(node) ? address : Broken;
    }

    private ulong ReadRoot(RootHit root, int node) =>
        root.Slot == 0 ? graph.AddressOf(node) : memory.TryRead(root.Slot, out ulong word) ? word : Broken;

    private ulong ReadEdge(in GraphEdge edge)
    {
        var holder = _addresses[edge.Holder];
        return holder == Broken || (edge is { Kind: EdgeKind.Reference, Links: 1 } && !IsWithin(holder, edge.Offset)) ? Broken : edges.Read(edge, holder);
    }

    /// <summary>An array in the place of another may be shorter.</summary>
    private bool IsWithin(ulong holder, long offset) => ObjectContent.Header(memory, holder) is { } found && offset + sizeof(ulong) <= (long)found.Bytes - sizeof(ulong);
}
