using System.Runtime.ExceptionServices;

namespace LeakFleet.Agent.Heap;

/// <summary>
/// Reads and decodes regions, each once, and keeps what was found in each apart so that it can be replaced. Threads take regions in turn, so
/// one reads while another decodes.
/// </summary>
/// <remarks>
/// The other way to let reading and decoding overlap, one thread that reads ahead and one that decodes, was measured and given up: every chunk
/// then moves from one core's cache to the other's. 470 MB on two cores, best of 15: 82 ms for the read alone, 114 for one thread that reads
/// and decodes, 96 to 137 for the two that pass chunks on, 71 for two that do both.
/// </remarks>
internal sealed class RegionPass : IDisposable
{
    /// <summary>What a thread has to have before it for its start (about 0.1 ms) to pay.</summary>
    private const ulong BytesPerThreadMin = 8 * 1024 * 1024;

    private readonly RegionWorker[] _workers;
    private readonly WalkCpu _cpu;

    public RegionPass(MemoryRead memory, ulong freeMethodTable, HeapWalkOptions options, WalkCpu cpu)
    {
        _cpu = cpu;
        _workers = new RegionWorker[Math.Min(options.ThreadsMax, Environment.ProcessorCount)];
        for (var i = 0; i < _workers.Length; i++) _workers[i] = new RegionWorker(memory, freeMethodTable, options, options.RowsMax / _workers.Length);
    }

    public IReadOnlyList<RegionWorker> Workers => _workers;

    /// <summary>By start address.</summary>
    public Dictionary<ulong, RegionTally> Tallies { get; } = [];

    /// <summary>Bytes read so far, without those of large objects: of these only headers are read.</summary>
    public ulong BytesRead { get; private set; }

    /// <summary>The oldest generation collected, as far as the last round's <see cref="RegionWatch"/> told, until all but gen0 had been read.</summary>
    public int OldestCollectedWhileRead { get; private set; }

    /// <summary>
    /// Reads <paramref name="regions"/>; what was known of them before is replaced. Those of which <paramref name="watch"/> says meanwhile that they will have
    /// to be read again are left for that: the sooner a round ends, the likelier the next one fits between two collections. Each is asked of again when it has been
    /// read, and what a collection moved under the reader's hands does not count.
    /// </summary>
    /// <param name="nice">Niceness of the threads that read, at least; with 0 they do not give way between chunks either.</param>
    /// <returns>Those that were left, were not reached in time, were collected before they were read, or did not decode to their end. All others are as they were when the watch began.</returns>
    public List<HeapRegion> Read(
        IReadOnlyList<HeapRegion> regions, AllocationContexts contexts, RegionWatch watch, int nice, Deadline deadline, CancellationToken cancellation)
    {
        OldestCollectedWhileRead = CollectionCounts.None;
        if (regions.Count == 0) return [];
        DropReplacedRows();
        var tallies = new RegionTally[regions.Count];
        var collected = new int[regions.Count];
        var next = -1;
        ExceptionDispatchInfo? fault = null;
        var bytes = regions.Aggregate(0UL, (sum, region) => sum + region.Length);
        var count = (int)Math.Clamp(bytes / BytesPerThreadMin, 1, (ulong)_workers.Length);
        for (var i = 0; i < count; i++) _workers[i].GivesWay = nice > 0;
        // Threads of their own even if it is one: a thread's priority can be lowered, but without privileges not raised again.
        WalkThreads.Run(count, "heap walk", i => Work(_workers[i]));
        fault?.Throw();
        cancellation.ThrowIfCancellationRequested();
        var unread = new List<HeapRegion>();
        for (var i = 0; i < tallies.Length; i++)
        {
            var tally = tallies[i];
            if (tally.Worker is null || tally.Failure is not null || LayoutChange.IsReached(regions[i].Place, collected[i])) unread.Add(regions[i]);
            if (tally.Worker is null) continue;
            if (tally.Region.Place != HeapPlace.Gen0) OldestCollectedWhileRead = Math.Max(OldestCollectedWhileRead, collected[i]);
            // Where there was no room for the new count the old one stays: true, and perhaps not all.
            if (tally.Failure != SkipReason.TooManyTypes || tally.BytesDecoded > 0 || !Tallies.ContainsKey(tally.Region.Start)) Tallies[tally.Region.Start] = tally;
            if (tally.Region.Place != HeapPlace.Large) BytesRead += tally.BytesDecoded;
        }
        return unread;

        void Work(RegionWorker worker)
        {
            using var cpu = _cpu.OfThisThread();
            try
            {
                ThreadNice.AtLeast(nice);
                for (int i; (i = Interlocked.Increment(ref next)) < tallies.Length;)
                {
                    // Before anything of the region is read: a layout may name a quarter of a million of them.
                    if (deadline.IsOver || cancellation.IsCancellationRequested) break;
                    if (watch.IsLeft(regions[i])) continue;
                    var tally = worker.Read(regions[i], contexts, deadline, cancellation);
                    collected[i] = watch.OldestCollected();
                    if (!LayoutChange.IsMoved(regions[i].Place, collected[i])) tallies[i] = tally;
                }
            }
            catch (Exception exception)
            {
                // On a thread of its own it would end the agent; the caller's loop knows what to do with it.
                fault = ExceptionDispatchInfo.Capture(exception);
            }
        }
    }

    /// <summary>To be called between a collection of gen2 and the next round, see <see cref="TypeTable.Refresh"/>.</summary>
    public void RefreshTypes()
    {
        foreach (var worker in _workers) worker.Types.Refresh();
    }

    /// <summary>Whether something was read of each of these.</summary>
    public bool Knows(IEnumerable<HeapRegion> regions) => regions.All(region => Tallies.ContainsKey(region.Start));

    public void Dispose()
    {
        foreach (var worker in _workers) worker.Dispose();
    }

    /// <summary>A walk may read a region two hundred times; what it found the times before is kept until there is need of the room.</summary>
    private void DropReplacedRows()
    {
        foreach (var worker in _workers.Where(worker => worker.IsCrowded))
            foreach (var tally in worker.Keep([.. Tallies.Values.Where(tally => tally.Worker == worker)])) Tallies[tally.Region.Start] = tally;
    }
}
