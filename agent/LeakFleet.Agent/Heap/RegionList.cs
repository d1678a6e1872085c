using Microsoft.Diagnostics.Runtime;

namespace LeakFleet.Agent.Heap;

/// <summary>ClrMD's segments, cut into ranges of one generation each and freed of what cannot be.</summary>
internal static class RegionList
{
    /// <returns>The regions by address, and how many had to be left out.</returns>
    public static (IReadOnlyList<HeapRegion> Regions, int Dropped) From(IEnumerable<ClrSegment> segments, int regionsMax)
    {
        var regions = new List<HeapRegion>();
        foreach (var segment in segments)
        {
            switch (segment.Kind)
            {
                case GCSegmentKind.Ephemeral:
                    Add(segment.Generation2, HeapPlace.Gen2);
                    Add(segment.Generation1, HeapPlace.Gen1);
                    Add(segment.Generation0, HeapPlace.Gen0);
                    break;
                default:
                    Add(segment.ObjectRange, PlaceOf(segment.Kind));
                    break;
            }
        }
        regions.Sort((a, b) => a.Start.CompareTo(b.Start));
        var apart = WithoutOverlap(regions, regionsMax);
        return (apart, regions.Count - apart.Count);

        void Add(MemoryRange range, HeapPlace place)
        {
            // A layout read while the target changes it may hold anything: a range that cannot be is no range.
            if (!MethodTableHeader.IsAddress(range.Start) || !MethodTableHeader.IsAddress(range.End) || range.End <= range.Start) return;
            regions.Add(new HeapRegion(range.Start, range.End, place));
        }
    }

    private static List<HeapRegion> WithoutOverlap(List<HeapRegion> sorted, int regionsMax)
    {
        var apart = new List<HeapRegion>(Math.Min(sorted.Count, regionsMax));
        foreach (var region in sorted)
        {
            if (apart.Count == regionsMax) break;
            if (apart.Count == 0 || apart[^1].End <= region.Start) apart.Add(region);
        }
        return apart;
    }

    private static HeapPlace PlaceOf(GCSegmentKind kind) => kind switch
    {
        GCSegmentKind.Generation0 => HeapPlace.Gen0,
        GCSegmentKind.Generation1 => HeapPlace.Gen1,
        GCSegmentKind.Large => HeapPlace.Large,
        GCSegmentKind.Pinned => HeapPlace.Pinned,
        GCSegmentKind.Frozen => HeapPlace.Frozen,
        _ => HeapPlace.Gen2,
    };
}
