using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention.Roots;
using LeakFleet.Agent.Retention.Search;
using Microsoft.Diagnostics.Runtime;

namespace LeakFleet.Agent.Tests.Retention;

/// <summary>The reference: what ClrMD itself says of a stopped process's objects, references and roots.</summary>
internal sealed class SuspendedGraph : IDisposable
{
    private readonly DataTarget _target;
    private readonly ClrRuntime _runtime;
    private List<ClrHandle>? _handles;
    private HashSet<ulong>? _statics;
    private HashSet<ulong>? _threadStatics;

    public SuspendedGraph(int pid)
    {
        _target = DataTarget.AttachToProcess(pid, suspend: false, new DataTargetOptions { FileLocator = new NoFiles(), SymbolPaths = [] });
        _runtime = _target.ClrVersions[0].CreateRuntime();
    }

    public ClrHeap Heap => _runtime.Heap;

    private IEnumerable<ClrType> TypesWithStatics => _runtime.EnumerateModules().SelectMany(module => module.EnumerateTypesWithStaticFields());

    /// <summary>What an object references, in order.</summary>
    public List<ulong> References(ulong address) => [.. Heap.GetObject(address).EnumerateReferenceAddresses(carefully: false, considerDependantHandles: false).Order()];

    /// <summary>Every object that a root holds, directly or not, with the object that holds it or the root.</summary>
    public Dictionary<ulong, (ulong Holder, string Root)> Reachable()
    {
        var reached = new Dictionary<ulong, (ulong, string)>();
        var pending = new Stack<ulong>();
        foreach (var root in Heap.EnumerateRoots()) Add(root.Object, 0, $"{root.RootKind} {root.Address:x}");
        // Not among the roots that ClrMD lists.
        foreach (var slot in ThreadStatics()) Add(slot == 0 ? 0 : _target.DataReader.ReadPointer(slot), 0, $"thread static {slot:x}");
        while (pending.TryPop(out var address))
        {
            foreach (var held in Heap.GetObject(address).EnumerateReferenceAddresses(carefully: false, considerDependantHandles: true)) Add(held, address, "");
        }
        return reached;

        void Add(ulong address, ulong holder, string root)
        {
            if (address != 0 && reached.TryAdd(address, (holder, root))) pending.Push(address);
        }
    }

    /// <summary>An object and what holds it, up to the root.</summary>
    public string Chain(ulong address, Dictionary<ulong, (ulong Holder, string Root)> reachable)
    {
        var chain = $"{Heap.GetObject(address)}";
        for (; reachable.TryGetValue(address, out var by); address = by.Holder) chain += $" <- {(by.Holder == 0 ? by.Root : Heap.GetObject(by.Holder))}";
        return chain;
    }

    /// <summary>Whether the object really holds the other by that.</summary>
    public bool Holds(in GraphEdge edge, ulong holder, ulong held)
    {
        var handle = (ulong)edge.Offset;
        switch (edge.Kind)
        {
            case EdgeKind.Dependent:
                return Handles().Any(known => known.HandleKind == ClrHandleKind.Dependent && known.Address == handle && known.Object == holder && known.Dependent == held);
            case EdgeKind.Loader:
                return Heap.GetObject(holder).Type is { IsCollectible: true } type && _target.DataReader.ReadPointer(type.LoaderAllocatorHandle) == held;
            default:
                for (var link = 0; link < edge.Links; link++)
                {
                    var next = _target.DataReader.ReadPointer(holder + (ulong)edge.Offset);
                    if (!References(holder).Contains(next)) return false;
                    holder = next;
                }
                return holder == held;
        }
    }

    /// <summary>Whether the root really holds the object.</summary>
    public bool IsRoot(RootHit root, ulong held) => root.Kind switch
    {
        RootKind.Frozen => Heap.GetSegmentByAddress(held)?.Kind == GCSegmentKind.Frozen,
        RootKind.FinalizerQueue => Heap.EnumerateFinalizerRoots().Any(known => known.Object == held),
        RootKind.Stack => _runtime.Threads.SelectMany(thread => thread.EnumerateStackRoots()).Any(known => (known.Address == root.Slot || root.Slot == 0) && known.Object == held),
        RootKind.Static => Statics().Contains(root.Slot) && _target.DataReader.ReadPointer(root.Slot) == held,
        RootKind.ThreadStatic => ThreadStatics().Contains(root.Slot) && _target.DataReader.ReadPointer(root.Slot) == held,
        _ => Handles().Any(known => known.Address == root.Slot && known.Object == held && known.IsStrong),
    };

    public void Dispose()
    {
        _runtime.Dispose();
        _target.Dispose();
    }

    private List<ClrHandle> Handles() => _handles ??= [.. _runtime.EnumerateHandles()];

    private HashSet<ulong> Statics() => _statics ??=
        [.. TypesWithStatics.SelectMany(type => type.StaticFields).SelectMany(field => _runtime.AppDomains.Select(field.GetAddress))];

    private HashSet<ulong> ThreadStatics() => _threadStatics ??=
        [.. TypesWithStatics.SelectMany(type => type.ThreadStaticFields).Where(field => field.IsObjectReference).SelectMany(field => _runtime.Threads.Select(field.GetAddress))];
}
