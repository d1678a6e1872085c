using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention.Roots;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>One running process while something is looked for in it: its layout at one moment, and what has been collected since.</summary>
internal sealed class HeapSession : IDisposable
{
    /// <summary>Beyond the last region that was known: new ones are taken from what follows.</summary>
    private const ulong NewBytesMax = 64 * 1024 * 1024;

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

    /// <summary>Whether stacks are followed.</summary>
    public bool FollowsStacks { get; init; } = true;

    public HeapScan Scan { get; }

    public HeapMoment Moment { get; private set; }

    public bool IsOver => _deadline.IsOver;

    public string? Trouble => Moment.Layout.Trouble;

    /// <summary>The collections that have begun so far, when none is at work; null otherwise, and where they cannot be counted.</summary>
    public CollectionCounts? QuietCounts => _collections.Read(out var isCollecting) is { } counts && !isCollecting ? counts : null;

    public RootLayout ReadRoots() => Inspection.ReadRoots(FollowsStacks);

    /// <summary>Reads the layout anew when something was collected; the oldest generation that was, see <see cref="CollectionCounts.OldestSince"/>.</summary>
    public int Refresh()
    {
        if (Moment.Counts is { } since && QuietCounts == since) return CollectionCounts.None;
        var before = Moment;
        Moment = _moments.Read(Inspection, _deadline, Cancellation);
        return Trouble is null ? Moment.OldestCollectedSince(before) : CollectionCounts.Everything;
    }

    /// <summary>Shows every object of some regions to visitors.</summary>
    /// <param name="isBackward">Last regions first, and last objects of each.</param>
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

    /// <summary>The same, for an address that certainly is an object's: one in no region was allocated since the layout was read, or lies outside the heap.</summary>
    public HeapPlace? PlaceNow(ulong address)
    {
        if (PlaceOf(address) is { } place) return place;
        var regions = Moment.Layout.Regions;
        return MethodTableHeader.IsAddress(address) && regions.Count > 0 && address >= regions[0].Start && address < regions[^1].End + NewBytesMax ? HeapPlace.Gen0 : null;
    }

    public void Dispose() => Scan.Dispose();
}
