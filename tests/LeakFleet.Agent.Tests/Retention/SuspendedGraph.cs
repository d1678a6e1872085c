using LeakFleet.Agent.Heap;
using Microsoft.Diagnostics.Runtime;

namespace LeakFleet.Agent.Tests.Retention;

/// <summary>The reference: what ClrMD itself says of a stopped process's objects, references and roots.</summary>
internal sealed class SuspendedGraph : IDisposable
{
    private readonly DataTarget _target;
    private readonly ClrRuntime _runtime;

    public SuspendedGraph(int pid)
    {
        _target = DataTarget.AttachToProcess(pid, suspend: false, new DataTargetOptions { FileLocator = new NoFiles(), SymbolPaths = [] });
        _runtime = _target.ClrVersions[0].CreateRuntime();
    }

    public ClrHeap Heap => _runtime.Heap;

    /// <summary>What an object references, in order.</summary>
    public List<ulong> References(ulong address) => [.. Heap.GetObject(address).EnumerateReferenceAddresses(carefully: false, considerDependantHandles: false).Order()];

    /// <summary>Every object that a root holds, directly or not.</summary>
    public HashSet<ulong> Reachable()
    {
        var reached = new HashSet<ulong>();
        var pending = new Stack<ulong>();
        foreach (var root in Heap.EnumerateRoots()) Add(root.Object);
        while (pending.TryPop(out var address))
        {
            foreach (var held in Heap.GetObject(address).EnumerateReferenceAddresses(carefully: false, considerDependantHandles: true)) Add(held);
        }
        return reached;

        void Add(ulong address)
        {
            if (address != 0 && reached.Add(address)) pending.Push(address);
        }
    }

    public void Dispose()
    {
        _runtime.Dispose();
        _target.Dispose();
    }
}
