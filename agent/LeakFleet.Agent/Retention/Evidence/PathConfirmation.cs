using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention.Roots;
using LeakFleet.Agent.Retention.Search;

namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>Decides which found paths are believed, and how firmly.</summary>
internal sealed class PathConfirmation
{
    private readonly List<(FoundPath Path, PathCertainty Certainty)> _confirmed = [];
    private readonly HashSet<GraphEdge> _broken = [];

    private PathConfirmation()
    {
    }

    public IReadOnlyList<(FoundPath Path, PathCertainty Certainty)> Confirmed => _confirmed;

    /// <summary>Edges that no longer hold what they should.</summary>
    public IReadOnlySet<GraphEdge> Broken => _broken;

    /// <summary>Samples of which a path was known that is not there any more.</summary>
    public int Failed { get; private set; }

    /// <summary>None is exact, though there are some that no more than an unlucky moment keeps from it.</summary>
    public bool MayBecomeExact => _confirmed.TrueForAll(path => path.Certainty != PathCertainty.Exact)
        && _confirmed.Exists(path => path.Path.Root.Kind is not (RootKind.Stack or RootKind.ThreadStatic) && path.Path.Edges.All(edge => edge.Kind != EdgeKind.Dependent));

    /// <summary>Reads every path again.</summary>
    public static PathConfirmation Of(HeapSession session, HolderSearch search, RootedPaths paths, IReadOnlyList<int> samples)
    {
        var confirmation = new PathConfirmation();
        // Twice: ways that led to the same places both times did so all together in between.
        var before = session.QuietCounts;
        var (first, second) = (new PathFollower(session.Memory, search.Graph, paths), new PathFollower(session.Memory, search.Graph, paths));
        var known = samples.Where(paths.Has).ToList();
        foreach (var sample in known) first.AddressOf(sample);
        foreach (var sample in known) second.AddressOf(sample);
        var isOnePeriod = before is not null && before == session.QuietCounts;
        foreach (var sample in known) confirmation.Judge(sample, paths, first, second, isOnePeriod && search.RootCounts == before, isOnePeriod);
        return confirmation;
    }

    private void Judge(int sample, RootedPaths paths, PathFollower first, PathFollower second, bool isAsListed, bool isOnePeriod)
    {
        var (edges, addresses) = (new List<GraphEdge>(), new List<ulong>());
        var isSame = true;
        for (var node = sample; ; node = edges[^1].Holder)
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
            addresses.Add(address);
            if (paths.EdgeTo(node) is not { } edge)
            {
                edges.Reverse();
                addresses.Reverse();
                var path = new FoundPath(paths.RootOf(node), node, edges, addresses);
                _confirmed.Add((path, isOnePeriod && isSame && IsFirm(path, isAsListed) ? PathCertainty.Exact : PathCertainty.Likely));
                return;
            }
            edges.Add(edge);
        }
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

    private static bool IsFirm(FoundPath path, bool isAsListed) => path.Root.Kind switch
    {
        // A frame may have returned since its words were listed.
        RootKind.Stack => false,
        // A thread's fields and a dependent handle's second object have moved, for all that is known, as soon as something was collected.
        RootKind.ThreadStatic => isAsListed,
        _ => isAsListed || path.Edges.All(edge => edge.Kind != EdgeKind.Dependent),
    };
}
