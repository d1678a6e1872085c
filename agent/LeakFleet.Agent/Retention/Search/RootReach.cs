using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>
/// Looks from the roots downwards, a bounded way, for objects that the search upwards has met. It sees what is alive at this moment and nothing else: a
/// delegate or an immutable collection that is replaced at every addition leaves hundreds of dead copies, and a search upwards meets them all, but
/// not the one that came after it. And it goes along a list with one read for each link, where a search upwards may need a scan for each.
/// </summary>
internal sealed class RootReach(HeapSession session, ReferenceGraph graph, RootTable roots)
{
    private const int ObjectsMax = 50_000;
    private const int DepthMax = 6;

    /// <summary>Of all lists together: some seconds.</summary>
    private const int LinksMax = 2_000_000;

    /// <summary>Of one object: what lies further back in an array the search upwards finds.</summary>
    private const int ContentBytesMax = 1024;

    private readonly Dictionary<ulong, (ulong Holder, int Offset)> _reached = [];

    /// <summary>Whose way from a root is in the graph.</summary>
    private readonly HashSet<ulong> _joined = [];

    private readonly ObjectReader _reader = new(session.Memory, ContentBytesMax);
    private int _links;
    private bool _hasFound;

    /// <summary>Adds ways from roots to nodes that have none yet; whether there were any.</summary>
    /// <param name="hasPath">Whether a node has a way already.</param>
    public bool Extend(Func<int, bool> hasPath)
    {
        var pending = new Queue<(ulong Address, int Depth)>();
        roots.ForEach(session.Memory, isAsListed: false, (target, hit) =>
        {
            if (hit.Rank == 0 && session.PlaceNow(target) is not null && _reached.TryAdd(target, (0, 0))) pending.Enqueue((target, 0));
        });
        // However many the roots hold themselves.
        var objectsMax = pending.Count + ObjectsMax;
        while (_reached.Count < objectsMax && !session.IsOver && !session.Cancellation.IsCancellationRequested && pending.TryDequeue(out var next))
        {
            if (_reader.Read(next.Address) is not var (methodTable, references)) continue;
            foreach (var (offset, target) in references.ToList())
            {
                if (session.PlaceNow(target) is null) continue;
                if (IsNode(target, hasPath, out var node)) _hasFound |= Join(node, next.Address, offset, links: 1);
                if (!_reached.TryAdd(target, (next.Address, offset))) continue;
                if (offset <= ListLinks.OffsetMax && session.Memory.TryRead(target, out ulong word) && (word & ~RegionDecoder.MarkBits) == methodTable)
                    FollowList(new ListLinks(session.Memory, methodTable, offset), next.Address, target, offset, hasPath);
                if (next.Depth < DepthMax) pending.Enqueue((target, next.Depth + 1));
            }
        }
        return _hasFound;
    }

    /// <summary>Along a list for its own sake: of what hangs on its links only what the search upwards has met is of interest, and that has met the link too.</summary>
    private void FollowList(ListLinks list, ulong holder, ulong first, int offset, Func<int, bool> hasPath)
    {
        var (link, steps, met) = (first, 1, first);
        for (var i = 1; _links < LinksMax && !session.IsOver; i++, _links++)
        {
            link = list.Next(link);
            steps++;
            // Some lists are rings, and some lead into one (Brent's way of noticing).
            if (link == 0 || link == holder || link == met) return;
            if ((i & (i - 1)) == 0) met = link;
            if (!IsNode(link, hasPath, out var node)) continue;
            _hasFound |= Join(node, holder, offset, steps);
            _reached.TryAdd(link, (holder, offset));
            (holder, steps) = (link, 0);
        }
    }

    private bool IsNode(ulong address, Func<int, bool> hasPath, out int node)
    {
        node = graph.Index.Find(address);
        return node >= 0 && !hasPath(node) && graph.StateOf(node) != NodeState.Dead;
    }

    private bool Join(int held, ulong holder, int offset, int links)
    {
        while (true)
        {
            if (session.PlaceNow(holder) is not { } place || ObjectContent.Header(session.Memory, holder) is not { } found) return false;
            graph.Open(held);
            graph.AddHolder(held, holder, found.MethodTable, place, offset, EdgeKind.Reference, isCertain: true, links);
            var node = graph.Index.Find(holder);
            if (node < 0) return false;
            // In a long list the way would else be followed up again from every link.
            if (!_joined.Add(holder) || _reached[holder].Holder == 0) return true;
            (held, links, (holder, offset)) = (node, 1, _reached[holder]);
        }
    }
}
