using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>
/// Looks from the roots downwards, a bounded way, for objects that the search upwards has met. It sees what is alive at this moment and nothing else: a
/// delegate or an immutable collection that is replaced at every addition leaves hundreds of dead copies, and a search upwards meets them all, but
/// not the one that came after it.
/// </summary>
internal sealed class RootReach(HeapSession session, ReferenceGraph graph, RootTable roots)
{
    private const int ObjectsMax = 50_000;
    private const int DepthMax = 6;

    /// <summary>Of one object: what lies further back in an array the search upwards finds.</summary>
    private const int ContentBytesMax = 1024;

    private readonly Dictionary<ulong, (ulong Holder, int Offset)> _reached = [];

    /// <summary>Adds ways from roots to nodes that have none yet; whether there were any.</summary>
    /// <param name="hasPath">Whether a node has a way already.</param>
    public bool Extend(Func<int, bool> hasPath)
    {
        var pending = new Queue<(ulong Address, ulong HolderType, int Depth)>();
        roots.ForEach(session.Memory, (target, hit) =>
        {
            if (hit.Rank == 0 && session.PlaceOf(target) is not null && _reached.TryAdd(target, (0, 0))) pending.Enqueue((target, 0, 0));
        });
        var found = false;
        while (_reached.Count < ObjectsMax && !session.IsOver && pending.TryDequeue(out var next))
        {
            if (ObjectContent.Header(session.Memory, next.Address) is not { } header) continue;
            // Links of a list count as one.
            var depth = header.MethodTable == next.HolderType ? next.Depth : next.Depth + 1;
            foreach (var (offset, target) in ObjectContent.References(session.Memory, next.Address, ContentBytesMax))
            {
                if (session.PlaceOf(target) is null) continue;
                var node = graph.Index.Find(target);
                if (node >= 0 && !hasPath(node) && graph.StateOf(node) != NodeState.Dead) found |= Join(node, next.Address, offset);
                if (_reached.TryAdd(target, (next.Address, offset)) && depth < DepthMax) pending.Enqueue((target, header.MethodTable, depth));
            }
        }
        return found;
    }

    private bool Join(int held, ulong holder, int offset)
    {
        while (true)
        {
            if (session.PlaceOf(holder) is not { } place || ObjectContent.Header(session.Memory, holder) is not { } found) return false;
            graph.Open(held);
            graph.AddHolder(held, holder, found.MethodTable, place, offset, EdgeKind.Reference, isCertain: true);
            var node = graph.Index.Find(holder);
            if (node < 0) return false;
            if (_reached[holder].Holder == 0) return true;
            (held, (holder, offset)) = (node, _reached[holder]);
        }
    }
}
