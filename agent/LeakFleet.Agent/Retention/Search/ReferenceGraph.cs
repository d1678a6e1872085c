using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>
/// What a search has found so far: objects that hold, one over another, some of the objects it began with. Its size is bounded by what was found, not by the
/// heap. Scans add to it from several threads; everything else happens between scans.
/// </summary>
internal sealed class ReferenceGraph(int nodesMax, int edgesMax) : IDisposable
{
    private const int None = -1;

    /// <summary>Of one held object. A holder beyond tells nothing new.</summary>
    private const int HoldersMax = 512;

    private readonly Lock _gate = new();
    private ulong[] _addresses = new ulong[1024];
    private ulong[] _methodTables = new ulong[1024];
    private NodeState[] _states = new NodeState[1024];
    private HeapPlace[] _places = new HeapPlace[1024];
    private bool[] _capped = new bool[1024];
    private int[] _firstEdges = new int[1024];
    private GraphEdge[] _edges = new GraphEdge[1024];

    /// <summary>Numbers by address.</summary>
    public AddressIndex Index { get; } = new(nodesMax);

    public int NodeCount { get; private set; }

    public int EdgeCount { get; private set; }

    /// <summary>Something was found that there was no room for.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Holders of one type that are noted for one held object. Of a million of the same sort the first few tell as much as all.</summary>
    public int HoldersPerTypeMax { get; set; } = 4;

    public ulong AddressOf(int node) => _addresses[node];

    public ulong MethodTableOf(int node) => _methodTables[node];

    public HeapPlace PlaceOf(int node) => _places[node];

    public NodeState StateOf(int node) => _states[node];

    public GraphEdge Edge(int edge) => _edges[edge];

    /// <summary>Edges to a node, last found first.</summary>
    public IEnumerable<int> EdgesTo(int node)
    {
        for (var edge = _firstEdges[node]; edge != None; edge = _edges[edge].Next) yield return edge;
    }

    /// <summary>Notes an object to begin with, or one that holds another; -1 when there is no room.</summary>
    public int Add(ulong address, ulong methodTable, HeapPlace place)
    {
        lock (_gate) return AddLocked(address, methodTable, place);
    }

    /// <summary>Notes that an object holds a node. Safe from any thread.</summary>
    /// <param name="isCertain">Known to be alive: noted however many there are of its type.</param>
    /// <param name="links">See <see cref="GraphEdge.Links"/>.</param>
    /// <returns>Whether another holder of the same type would be noted too.</returns>
    public bool AddHolder(int held, ulong address, ulong methodTable, HeapPlace place, long offset, EdgeKind kind, bool isCertain = false, int links = 1)
    {
        lock (_gate)
        {
            if (_states[held] is NodeState.Closed or NodeState.Dead || _addresses[held] == address) return true;
            var (sameType, all) = (0, 0);
            for (var edge = _firstEdges[held]; edge != None; edge = _edges[edge].Next)
            {
                var known = _edges[edge];
                // Once for each word at most, in however many scans it is met.
                if (_addresses[known.Holder] == address && known.Offset == offset && known.Kind == kind) return true;
                if (_methodTables[known.Holder] == methodTable) sameType++;
                all++;
            }
            if (!isCertain && sameType >= HoldersPerTypeMax || all >= HoldersMax)
            {
                _capped[held] = true;
                return false;
            }
            var holder = AddLocked(address, methodTable, place);
            if (holder == None) return true;
            AddEdge(new GraphEdge(holder, held, offset, kind, _firstEdges[held], links));
            return true;
        }
    }

    /// <summary>Lets further holders of a node be noted.</summary>
    public void Open(int node) => _states[node] = NodeState.Met;

    /// <summary>Makes ready for a scan: what has been looked for everywhere is closed, the rest passes the filter.</summary>
    /// <returns>Nodes whose holders the scan is to find.</returns>
    public int BeginScan(bool isFirstOfRange)
    {
        var open = 0;
        for (var node = 0; node < NodeCount; node++)
        {
            _states[node] = _states[node] switch
            {
                NodeState.Met => NodeState.Open,
                NodeState.Closed when isFirstOfRange => NodeState.Open,
                NodeState.Open => NodeState.Closed,
                var state => state,
            };
            if (_states[node] == NodeState.Open) open++;
        }
        Index.ResetFilter(2 * open);
        for (var node = 0; node < NodeCount; node++)
        {
            if (_states[node] == NodeState.Open) Index.Pass(_addresses[node]);
        }
        return open;
    }

    /// <summary>Looks again for the holders of nodes of which some were passed over; whether there are any.</summary>
    public bool ReopenCapped()
    {
        var any = false;
        for (var node = 0; node < NodeCount; node++)
        {
            if (!_capped[node] || _states[node] == NodeState.Dead) continue;
            _capped[node] = false;
            _states[node] = NodeState.Met;
            any = true;
        }
        return any;
    }

    /// <summary>Forgets nodes, and looks again for holders of those that they held.</summary>
    public void Remove(Func<int, bool> isGone, Func<GraphEdge, bool> isBroken)
    {
        for (var node = 0; node < NodeCount; node++)
        {
            if (_states[node] == NodeState.Dead || !isGone(node)) continue;
            _states[node] = NodeState.Dead;
            Index.Set(_addresses[node], None);
        }
        for (var node = 0; node < NodeCount; node++)
        {
            if (_states[node] == NodeState.Dead) continue;
            var (edge, kept, lost) = (_firstEdges[node], None, false);
            while (edge != None)
            {
                var (known, next) = (_edges[edge], _edges[edge].Next);
                if (_states[known.Holder] == NodeState.Dead || isBroken(known))
                {
                    lost = true;
                }
                else
                {
                    _edges[edge] = known with { Next = kept };
                    kept = edge;
                }
                edge = next;
            }
            _firstEdges[node] = kept;
            if (lost) _states[node] = NodeState.Met;
        }
    }

    public void Dispose() => Index.Dispose();

    private int AddLocked(ulong address, ulong methodTable, HeapPlace place)
    {
        var node = Index.Find(address);
        if (node != None) return node;
        if (NodeCount == nodesMax)
        {
            IsFull = true;
            return None;
        }
        node = NodeCount;
        if (node == _addresses.Length) Grow(Math.Min(nodesMax, 2 * node));
        (_addresses[node], _methodTables[node], _places[node], _states[node], _firstEdges[node]) = (address, methodTable, place, NodeState.Met, None);
        NodeCount = node + 1;
        Index.Set(address, node);
        Index.Pass(address);
        return node;
    }

    private void AddEdge(in GraphEdge edge)
    {
        if (EdgeCount == edgesMax)
        {
            IsFull = true;
            return;
        }
        if (EdgeCount == _edges.Length) Array.Resize(ref _edges, Math.Min(edgesMax, 2 * EdgeCount));
        _edges[EdgeCount] = edge;
        _firstEdges[edge.Held] = EdgeCount++;
    }

    private void Grow(int length)
    {
        Array.Resize(ref _addresses, length);
        Array.Resize(ref _methodTables, length);
        Array.Resize(ref _states, length);
        Array.Resize(ref _places, length);
        Array.Resize(ref _capped, length);
        Array.Resize(ref _firstEdges, length);
    }
}
