using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention.Roots;
using LeakFleet.Agent.Retention.Search;

namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>Decides which found paths are believed, and how firmly.</summary>
internal sealed class PathConfirmation
{
    private readonly HeapSession _session;
    private readonly HolderSearch _search;
    private readonly bool _areRootsAsListed;
    private readonly List<(FoundPath Path, PathCertainty Certainty)> _confirmed = [];
    private readonly HashSet<GraphEdge> _broken = [];

    private PathConfirmation(HeapSession session, HolderSearch search) => (_session, _search, _areRootsAsListed) = (session, search, search.AreRootsAsListed);

    public IReadOnlyList<(FoundPath Path, PathCertainty Certainty)> Confirmed => _confirmed;

    /// <summary>Edges that no longer hold what they should.</summary>
    public IReadOnlySet<GraphEdge> Broken => _broken;

    /// <summary>Samples of which a path was known that is not there any more.</summary>
    public int Failed { get; private set; }

    /// <summary>None is exact, though there are some that no more than an unlucky moment keeps from it.</summary>
    public bool MayBecomeExact => _confirmed.TrueForAll(path => path.Certainty != PathCertainty.Exact) && _confirmed.Exists(path => MayBeExact(path.Path));

    /// <summary>Reads every path again.</summary>
    public static PathConfirmation Of(HeapSession session, HolderSearch search, RootedPaths paths, IReadOnlyList<int> samples)
    {
        var confirmation = new PathConfirmation(session, search);
        // Twice: ways that led to the same places both times did so all together in between.
        var before = session.QuietCounts;
        var (first, second) = (Follower(), Follower());
        var known = samples.Where(paths.Has).ToList();
        foreach (var sample in known) first.AddressOf(sample);
        // The finalizer thread leaves the word of what it has taken out of its queue as it was. What the queue's bounds are in between tells.
        var queue = known.Exists(sample => paths.RootOf(paths.FirstOf(sample)).Kind == RootKind.FinalizerQueue) ? session.Inspection.ReadRoots(followsStacks: false).FinalizerQueue : [];
        foreach (var sample in known) second.AddressOf(sample);
        var isOnePeriod = before is not null && before == session.QuietCounts;
        foreach (var sample in known)
            confirmation.Judge(sample, paths, first, second, path => isOnePeriod && confirmation.MayBeExact(path) && IsFirm(path.Root));
        return confirmation;

        PathFollower Follower() => new(session.Memory, search.Graph, search.Edges, paths);

        bool IsFirm(RootHit root) => root.Kind == RootKind.FinalizerQueue
            ? queue.Any(range => root.Slot >= range.Start && root.Slot < range.End)
            : search.RootCounts == before || !confirmation.MayMove(root);
    }

    private void Judge(int sample, RootedPaths paths, PathFollower first, PathFollower second, Predicate<FoundPath> isFirm)
    {
        var (edges, addresses) = (new List<GraphEdge>(), new List<ulong>());
        var isSame = true;
        for (var node = sample; ;)
        {
            var address = second.AddressOf(node);
            // In a list that grows at its head the same number of steps leads to another object of the same type.
            isSame &= address == first.AddressOf(node);
            if (address == 0)
            {
                Failed++;
                AddBroken(node, paths, second);
                return;
            }
            if (paths.EdgeTo(node) is not { } edge)
            {
                // What held it was a register: whether it still does no word tells, and after a collection not even where it was.
                if (paths.RootOf(node) is { Kind: RootKind.Stack, Slot: 0 } && !_areRootsAsListed)
                {
                    Failed++;
                    return;
                }
                addresses.Add(address);
                edges.Reverse();
                addresses.Reverse();
                var path = new FoundPath(paths.RootOf(node), node, edges, addresses);
                _confirmed.Add((path, isSame && isFirm(path) ? PathCertainty.Exact : PathCertainty.Likely));
                return;
            }
            // Of a list only where it is entered and left: a path may go along a million links, and there are many paths.
            if (edges.Count > 0 && IsListOf(edges[^1], edge))
            {
                edges[^1] = edges[^1] with { Holder = edge.Holder, Links = edges[^1].Links + edge.Links };
            }
            else
            {
                edges.Add(edge);
                addresses.Add(address);
            }
            node = edge.Holder;
        }
    }

    /// <summary>Whether two edges, one behind the other, go along a list.</summary>
    private bool IsListOf(in GraphEdge last, in GraphEdge before)
    {
        var link = _search.Graph.MethodTableOf(before.Held);
        return last is { Kind: EdgeKind.Reference, Offset: <= ListLinks.OffsetMax } && before.Kind == EdgeKind.Reference && before.Offset == last.Offset
            && _search.Graph.MethodTableOf(before.Holder) == link && _search.Graph.MethodTableOf(last.Held) == link;
    }

    /// <summary>The last edge of a way whose holder is still there: from it on the way leads nowhere, or elsewhere.</summary>
    private void AddBroken(int node, RootedPaths paths, PathFollower reached)
    {
        for (var edge = paths.EdgeTo(node); edge is { } known; edge = paths.EdgeTo(known.Holder))
        {
            if (reached.AddressOf(known.Holder) == 0) continue;
            _broken.Add(known);
            return;
        }
    }

    /// <summary>A frame may have returned since its words were listed, and what no word tells cannot be read again.</summary>
    private bool MayBeExact(FoundPath path) => path.Root.Kind != RootKind.Stack && path.Edges.All(edge => _search.Edges.IsTold(edge));

    /// <summary>
    /// Whether a collection may have moved the root's word since the roots were listed: fields of threads and of what can be unloaded lie among the objects that
    /// collections move, all other static fields where nothing does.
    /// </summary>
    private bool MayMove(RootHit root) =>
        root.Kind == RootKind.ThreadStatic || (root.Kind == RootKind.Static && _session.PlaceOf(root.Slot) is HeapPlace.Gen0 or HeapPlace.Gen1 or HeapPlace.Gen2);
}
