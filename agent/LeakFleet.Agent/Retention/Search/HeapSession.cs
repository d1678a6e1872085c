using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>One running process while something is looked for in it: its layout at one moment, and what has been collected since.</summary>
internal sealed class HeapSession : IDisposable
{
    private readonly MomentReader _moments;
    private readonly CollectionCounter _collections;
    private readonly Deadline _deadline;

    public HeapSession(
        MemoryRead memory, IRuntimeInspection inspection, CollectionCounter collections, HeapWalkOptions options, Deadline deadline, WalkCpu cpu, CancellationToken cancellation)
    {
        Memory = memory;
        Inspection = inspection;
        _collections = collections;
        _moments = new MomentReader(collections, options);
        _deadline = deadline;
        Cancellation = cancellation;
        Moment = _moments.Read(inspection, deadline, cancellation);
        Scan = new HeapScan(memory, Moment.Layout.FreeMethodTable, options, cpu);
    }

    public MemoryRead Memory { get; }

    public IRuntimeInspection Inspection { get; }

    public CancellationToken Cancellation { get; }

    public HeapScan Scan { get; }

    public HeapMoment Moment { get; private set; }

    public bool IsOver => _deadline.IsOver;

    public string? Trouble => Moment.Layout.Trouble;

    /// <summary>The collections that have begun so far, when none is at work; null otherwise, and where they cannot be counted.</summary>
    public CollectionCounts? QuietCounts => _collections.Read(out var isCollecting) is { } counts && !isCollecting ? counts : null;

    /// <summary>Reads the layout anew when something was collected; the oldest generation that was, see <see cref="CollectionCounts.OldestSince"/>.</summary>
    public int Refresh()
    {
        if (Moment.Counts is { } since && QuietCounts == since) return CollectionCounts.None;
        var before = Moment;
        Moment = _moments.Read(Inspection, _deadline, Cancellation);
        return Trouble is null ? Moment.OldestCollectedSince(before) : CollectionCounts.Everything;
    }

    /// <summary>Shows every object of some regions to visitors.</summary>
    /// <param name="isBackward">Last regions first.</param>
    public void Run(Func<HeapRegion, bool> isWanted, bool isBackward, Action<ScanWorker, HeapRegion, Deadline> scan)
    {
        var regions = Moment.Layout.Regions.Where(isWanted);
        Scan.Run([.. isBackward ? regions.Reverse() : regions], Moment.Layout.Contexts, (ScanWorker worker, in HeapRegion region) => scan(worker, region, _deadline), Cancellation);
    }

    /// <summary>Where an address lies; null outside the heap.</summary>
    public HeapPlace? PlaceOf(ulong address)
    {
        var regions = Moment.Layout.Regions;
        var (low, high) = (0, regions.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (address < regions[middle].Start) high = middle - 1;
            else if (address >= regions[middle].End) low = middle + 1;
            else return regions[middle].Place;
        }
        return null;
    }

    public void Dispose() => Scan.Dispose();
}
