using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention.Roots;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>
/// Looks for what holds some objects, level by level: each scan of the heap finds holders of all objects found so far, and, where holders lie further on
/// in the scan than what they hold, holders of those too. Scans go over the regions forwards and backwards in turn, since lists grow in either direction.
/// </summary>
internal sealed class HolderSearch : IDisposable
{
    /// <summary>
    /// What has survived collections first, then all: so far upwards as few scans lead, then from the roots downwards, then on. Of holders of one type for one object few are enough, unless
    /// those chosen lead in circles or are dead.
    /// </summary>
    private static readonly SearchPhase[] Phases = [new(4, false, 4), new(4, true, 6), new(4, true, int.MaxValue), new(64, true, int.MaxValue), new(512, true, int.MaxValue)];

    /// <summary>Listings of the roots when no path was found.</summary>
    private const int RootLooksMax = 4;

    private const int RootLookMilliseconds = 15;

    private const int StaticReadsMax = 3;

    private readonly HeapSession _session;
    private readonly RetentionOptions _options;
    private readonly Dictionary<ScanWorker, HolderFinder> _finders = [];
    private readonly Dictionary<int, RootHit> _rooted = [];
    private readonly PathCheck _check;

    public HolderSearch(HeapSession session, RetentionOptions options)
    {
        _session = session;
        _options = options;
        Graph = new ReferenceGraph(options.NodesMax, options.EdgesMax);
        Loaders = new LoaderObjects(session);
        Dependents = new DependentHandles(session.Memory);
        Edges = new EdgeReader(session.Memory, Graph, Dependents, Loaders);
        _check = new PathCheck(session.Memory, Graph, Edges);
        foreach (var worker in session.Scan.Workers)
            _finders[worker] = new HolderFinder(session.Memory, worker, Graph) { Shapes = { LoaderOf = Loaders.Of } };
        ListRoots();
    }

    public ReferenceGraph Graph { get; }

    public RootTable Roots { get; private set; }

    /// <summary>Collections that had begun when the roots were listed; null when there was one meanwhile.</summary>
    public CollectionCounts? RootCounts { get; private set; }

    /// <summary>No collection has begun since the roots were listed: what registers held is where it was.</summary>
    public bool AreRootsAsListed => RootCounts is { } listed && _session.QuietCounts == listed;

    public DependentHandles Dependents { get; }

    public EdgeReader Edges { get; }

    public LoaderObjects Loaders { get; }

    /// <summary>When the first sample had a path, as a <see cref="Stopwatch"/> tells it; 0 while none has.</summary>
    public long FirstPathAt { get; private set; }

    /// <summary>Scans done.</summary>
    public int Scans { get; private set; }

    /// <summary>Types of which it could not be told where their objects hold references.</summary>
    public int TypesUnreadable => _finders.Values.Max(finder => finder.Shapes.Unreadable);

    /// <summary>Looks for paths to the samples until each has one that tells most, all has been looked through, or a limit is reached.</summary>
    /// <returns>Numbers of the samples that still lie where they did.</returns>
    public (List<int> Samples, RootedPaths Paths) Run(IReadOnlyList<FoundObject> objects)
    {
        var samples = objects.Select(found => Graph.Add(found.Address, found.MethodTable, found.Place)).Where(node => node >= 0).Distinct().ToList();
        var paths = Match();
        foreach (var phase in Phases)
        {
            Graph.HoldersPerTypeMax = phase.HoldersPerType;
            if (phase.HoldersPerType > Phases[0].HoldersPerType && !Graph.ReopenCapped()) continue;
            for (var scan = 0; scan < phase.ScansMax && !IsDone(samples, paths) && !IsAtLimit && Graph.BeginScan(phase.IsEverywhere && scan == 0) > 0; scan++)
            {
                ScanOnce(region => phase.IsEverywhere || region.HoldsSurvivors || region.Place == HeapPlace.Frozen);
                if (!Settle()) return ([], paths);
                paths = Match();
            }
            if (!IsDone(samples, paths) && new RootReach(_session, Graph, Roots).Extend(paths.Has)) paths = Match();
            if (IsDone(samples, paths) || IsAtLimit) break;
        }
        // Stacks go on, collections move what thread-static fields and dependent handles hold, and a thread that ran may wait the next moment.
        for (var look = 0; look < RootLooksMax && !_session.IsOver && (IsFinalizerUnseen || (look == 0 && samples.Exists(node => IsNameless(node, paths))) || samples.Exists(node => Graph.StateOf(node) != NodeState.Dead && !paths.Has(node))); look++)
        {
            if (look > 0) _session.Cancellation.WaitHandle.WaitOne(RootLookMilliseconds);
            ListRoots();
            paths = Match();
            NoteFirst(samples, paths);
        }
        return (samples.FindAll(node => Graph.StateOf(node) != NodeState.Dead), paths);

        bool IsDone(List<int> nodes, RootedPaths found)
        {
            NoteFirst(nodes, found);
            return IsBest(nodes, found);
        }

        void NoteFirst(List<int> nodes, RootedPaths found)
        {
            if (FirstPathAt == 0 && nodes.Exists(found.Has)) FirstPathAt = Stopwatch.GetTimestamp();
        }

        bool IsBest(List<int> nodes, RootedPaths found) => nodes.TrueForAll(node => Graph.StateOf(node) == NodeState.Dead || found.HasBest(node));
    }

    /// <summary>
    /// All holders within so many steps, with how many steps each is away; the objects themselves are 0 away. And which of all these a root holds; and whether
    /// no collection began meanwhile, which may have moved any of them. Empty when it moved all.
    /// </summary>
    public (Dictionary<int, int> Levels, IReadOnlyDictionary<int, RootHit> Rooted, bool IsWhole) FindHolders(IReadOnlyList<FoundObject> objects, int depth)
    {
        var levels = objects.Select(found => Graph.Add(found.Address, found.MethodTable, found.Place)).Where(node => node >= 0).Distinct().ToDictionary(node => node, _ => 0);
        var isWhole = true;
        for (var level = 1; level <= depth && !IsAtLimit && Graph.BeginScan(isFirstOfRange: false) > 0; level++)
        {
            ScanOnce(_ => true);
            isWhole &= Settle(out var hasMoved) && !hasMoved;
            if (_session.Trouble is not null) return ([], _rooted, false);
            Match();
        }
        Match();
        isWhole &= Settle(out var hasMovedSince) && !hasMovedSince;
        var pending = new Queue<int>(levels.Keys.Where(node => Graph.StateOf(node) != NodeState.Dead));
        if (pending.Count == 0) return ([], _rooted, false);
        while (pending.TryDequeue(out var held))
        {
            if (levels[held] == depth) continue;
            foreach (var holder in Graph.EdgesTo(held).Select(edge => Graph.Edge(edge).Holder))
            {
                if (levels.TryAdd(holder, levels[held] + 1)) pending.Enqueue(holder);
            }
        }
        return (levels, _rooted, isWhole);
    }

    /// <summary>Drops what is no longer so on a path, so that a further <see cref="Run"/> finds another.</summary>
    public void Drop(IReadOnlySet<GraphEdge> broken) => Graph.Remove(node => !_check.IsObject(node), broken.Contains);

    public void Dispose()
    {
        foreach (var finder in _finders.Values) finder.Dispose();
        Graph.Dispose();
    }

    /// <summary>Something waits for its finalizer, and what the finalizer thread is in could not be told a moment ago.</summary>
    private bool IsFinalizerUnseen => _session.FollowsStacks && _rooted.Values.Any(hit => hit.Kind == RootKind.FinalizerQueue)
        && Roots.Layout.Threads.All(thread => !thread.IsFinalizer || thread.Frames.Count == 0);

    /// <summary>Whether a handle holds an array that holds it: so statics are kept too, and a type may have been initialized since they were listed.</summary>
    private bool IsNameless(int node, RootedPaths paths)
    {
        if (!paths.Has(node)) return false;
        node = paths.FirstOf(node);
        return paths.RootOf(node).Kind is RootKind.StrongHandle or RootKind.PinnedHandle
            && _session.Memory.TryRead(Graph.MethodTableOf(node), out MethodTableHeader header) && header.HasComponents;
    }

    private bool IsAtLimit => Scans >= _options.ScansMax || _session.IsOver || Graph.IsFull;

    private void ScanOnce(Func<HeapRegion, bool> isWanted)
    {
        var regions = _session.Moment.Layout.Regions;
        if (regions.Count == 0) return;
        Loaders.Refresh();
        foreach (var finder in _finders.Values)
        {
            (finder.HeapStart, finder.HeapEnd) = (regions[0].Start, regions[^1].End);
            finder.ForgetSaturated();
            finder.Shapes.SetLoaders();
        }
        var isBackward = Scans % 2 == 1;
        _session.Run(isWanted, isBackward, (worker, region, deadline) =>
        {
            var visitor = new HolderVisitor(_finders[worker], region.Place, deadline, _session.Cancellation);
            if (isBackward) worker.ScanBackward(region, ref visitor, deadline, _session.Cancellation);
            else worker.Scan(region, ref visitor, deadline, _session.Cancellation);
        });
        Scans++;
    }

    /// <summary>Forgets what a collection has moved; false when nothing can be built on any more.</summary>
    private bool Settle() => Settle(out _);

    private bool Settle(out bool hasMoved)
    {
        var oldest = _session.Refresh();
        hasMoved = oldest != CollectionCounts.None;
        if (_session.Trouble is not null) return false;
        if (oldest == CollectionCounts.None) return true;
        // A collection of gen2 need not have moved anything: what still holds what it did is kept, and confirmed in the end.
        var hasMovedAll = oldest >= CollectionCounts.Everything;
        Graph.Remove(
            node => Graph.PlaceOf(node) <= (HeapPlace)Math.Min(oldest, (int)HeapPlace.Gen1) || (hasMovedAll && !_check.IsObject(node)),
            edge => hasMovedAll && !_check.Holds(edge));
        return true;
    }

    [MemberNotNull(nameof(Roots))]
    private void ListRoots()
    {
        var before = _session.QuietCounts;
        var statics = ReadStatics();
        Roots = new RootTable(_session.ReadRoots(), statics);
        Dependents.Learn(Roots.Layout.Handles);
        RootCounts = before is not null && before == _session.QuietCounts ? before : null;
    }

    /// <summary>Of a process that runs the library does not always read all at once what it then reads the next time.</summary>
    private StaticLayout ReadStatics()
    {
        var statics = _session.Inspection.ReadStatics();
        for (var again = 1; again < StaticReadsMax && (statics.Trouble is not null || statics.TypesUnreadable > 0) && _session.Inspection.Trouble is null; again++)
        {
            var next = _session.Inspection.ReadStatics();
            if (next.Slots.Count >= statics.Slots.Count) statics = next;
        }
        return statics;
    }

    /// <summary>Which nodes are held by roots, and which have paths by that.</summary>
    private RootedPaths Match()
    {
        foreach (var handle in Roots.Layout.Handles)
        {
            if (handle.Kind == RootKind.DependentHandle && handle.Dependent != 0) AddDependent(handle);
        }
        _rooted.Clear();
        Roots.ForEach(_session.Memory, AreRootsAsListed, (target, hit) => AddRoot(Graph.Index.Find(target), hit));
        foreach (var (node, hit) in Roots.StaticsWithin(Graph, _rooted).ToList()) AddRoot(node, hit);
        for (var node = 0; node < Graph.NodeCount; node++)
        {
            if (Graph.PlaceOf(node) == HeapPlace.Frozen && Graph.StateOf(node) != NodeState.Dead) AddRoot(node, new RootHit(RootKind.Frozen, 0, 0));
        }
        return new RootedPaths(Graph, _rooted);

        void AddRoot(int node, RootHit hit)
        {
            if (node >= 0 && (!_rooted.TryGetValue(node, out var known) || (hit.Rank, hit.Kind).CompareTo((known.Rank, known.Kind)) < 0)) _rooted[node] = hit;
        }
    }

    private void AddDependent(in HandleSlot handle)
    {
        // Both objects as the handle holds them now; where it keeps the second is not known of every one, and then it is what was listed, if the first still is too.
        if (!_session.Memory.TryRead(handle.Address, out ulong primary) || _session.PlaceOf(primary) is not { } place) return;
        var second = Dependents.Knows(handle.Address) ? Dependents.Held(handle.Address, primary) : primary == handle.Target ? handle.Dependent : 0;
        if (second == 0 || Graph.Index.Find(second) is not (>= 0 and var held)) return;
        if (_session.Memory.TryRead(primary, out ulong methodTable)) Graph.AddHolder(held, primary, methodTable & ~RegionDecoder.MarkBits, place, (long)handle.Address, EdgeKind.Dependent);
    }
}
