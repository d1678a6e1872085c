using System.Runtime.ExceptionServices;
using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>Shows every object of some regions to visitors, one for each of a few threads, which take regions in turn.</summary>
internal sealed class HeapScan : IDisposable
{
    /// <summary>What a thread has to have before it for its start to pay.</summary>
    private const ulong BytesPerThreadMin = 8 * 1024 * 1024;

    private readonly ScanWorker[] _workers;
    private readonly WalkCpu _cpu;
    private readonly int _nice;

    public HeapScan(MemoryRead memory, ulong freeMethodTable, HeapWalkOptions options, WalkCpu cpu)
    {
        _cpu = cpu;
        _nice = options.Nice;
        _workers = new ScanWorker[Math.Min(options.ThreadsMax, Environment.ProcessorCount)];
        for (var i = 0; i < _workers.Length; i++) _workers[i] = new ScanWorker(memory, freeMethodTable, options);
    }

    /// <summary>Scans regions in the order given, as far as there is time.</summary>
    public delegate void RegionScan(ScanWorker worker, in HeapRegion region);

    public IReadOnlyList<ScanWorker> Workers => _workers;

    /// <summary>Objects shown so far, in all scans.</summary>
    public long Objects => _workers.Sum(worker => worker.Objects);

    public ulong BytesMissed => _workers.Aggregate(0UL, (sum, worker) => sum + worker.BytesMissed);

    public void Run(IReadOnlyList<HeapRegion> regions, AllocationContexts contexts, RegionScan scan, CancellationToken cancellation)
    {
        if (regions.Count == 0) return;
        var next = -1;
        ExceptionDispatchInfo? fault = null;
        var bytes = regions.Aggregate(0UL, (sum, region) => sum + region.Length);
        var count = (int)Math.Clamp(bytes / BytesPerThreadMin, 1, (ulong)_workers.Length);
        WalkThreads.Run(count, "heap scan", i => Work(_workers[i]));
        fault?.Throw();
        cancellation.ThrowIfCancellationRequested();

        void Work(ScanWorker worker)
        {
            using var cpu = _cpu.OfThisThread();
            try
            {
                ThreadNice.AtLeast(_nice);
                worker.Contexts = contexts;
                for (int i; (i = Interlocked.Increment(ref next)) < regions.Count && !cancellation.IsCancellationRequested;) scan(worker, regions[i]);
            }
            catch (Exception exception)
            {
                // On a thread of its own it would end the agent; the caller's loop knows what to do with it.
                fault = ExceptionDispatchInfo.Capture(exception);
            }
        }
    }

    public void Dispose()
    {
        foreach (var worker in _workers) worker.Dispose();
    }
}
