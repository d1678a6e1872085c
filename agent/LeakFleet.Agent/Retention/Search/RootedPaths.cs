namespace LeakFleet.Agent.Retention.Search;

/// <summary>The shortest ways through a graph from the roots to every node, by the kinds of roots that tell more first.</summary>
internal sealed class RootedPaths
{
    private const int RankCount = 3;
    private const int NoEdge = -1;

    private readonly ReferenceGraph _graph;
    private readonly IReadOnlyDictionary<int, RootHit> _roots;
    private readonly int[] _toward;
    private readonly byte[] _rank;

    public RootedPaths(ReferenceGraph graph, IReadOnlyDictionary<int, RootHit> roots)
    {
        _graph = graph;
        _roots = roots;
        _toward = new int[graph.NodeCount];
        _rank = new byte[graph.NodeCount];
        Array.Fill(_toward, NoEdge);
        Array.Fill(_rank, (byte)RankCount);
        var (starts, edges) = EdgesByHolder(graph);
        var pending = new Queue<int>();
        for (var rank = (byte)0; rank < RankCount; rank++)
        {
            foreach (var (node, hit) in roots)
            {
                if (hit.Rank != rank || _rank[node] < RankCount) continue;
                _rank[node] = rank;
                pending.Enqueue(node);
            }
            while (pending.TryDequeue(out var holder))
            {
                for (var i = starts[holder]; i < starts[holder + 1]; i++)
                {
                    var held = graph.Edge(edges[i]).Held;
                    if (_rank[held] < RankCount) continue;
                    _rank[held] = rank;
                    _toward[held] = edges[i];
                    pending.Enqueue(held);
                }
            }
        }
    }

    /// <summary>Whether any root holds the node; not so of one that was met later.</summary>
    public bool Has(int node) => node < _rank.Length && _rank[node] < RankCount;

    /// <summary>Whether a root of the kinds that tell most holds it: no further search finds anything better.</summary>
    public bool HasBest(int node) => _rank[node] == 0;

    /// <summary>The edge by which the node is held on its way from a root; null for one that a root holds itself.</summary>
    public GraphEdge? EdgeTo(int node) => _toward[node] == NoEdge ? null : _graph.Edge(_toward[node]);

    /// <summary>Where the node's way from a root begins: the node that the root holds itself.</summary>
    public int FirstOf(int node)
    {
        while (EdgeTo(node) is { } edge) node = edge.Holder;
        return node;
    }

    /// <summary>The root that holds a node without <see cref="EdgeTo"/>.</summary>
    public RootHit RootOf(int node) => _roots[node];

    private static (int[] Starts, int[] Edges) EdgesByHolder(ReferenceGraph graph)
    {
        var starts = new int[graph.NodeCount + 1];
        for (var node = 0; node < graph.NodeCount; node++)
        {
            if (graph.StateOf(node) == NodeState.Dead) continue;
            foreach (var edge in graph.EdgesTo(node)) starts[graph.Edge(edge).Holder + 1]++;
        }
        for (var i = 1; i < starts.Length; i++) starts[i] += starts[i - 1];
        var (edges, next) = (new int[starts[^1]], starts[..^1]);
        for (var node = 0; node < graph.NodeCount; node++)
        {
            if (graph.StateOf(node) == NodeState.Dead) continue;
            foreach (var edge in graph.EdgesTo(node)) edges[next[graph.Edge(edge).Holder]++] = edge;
        }
        return (starts, edges);
    }
}
