namespace LeakFleet.Agent.Heap;

/// <summary>Reads and decodes regions, each once, and keeps what was found in each apart so that it can be replaced.</summary>
internal sealed class RegionPass(ProcessMemory memory, TypeTable types, HeapWalkOptions options, WalkCpu cpu)
{
    /// <summary>Large objects are mostly content: of each only a header is needed, and one page finds several small ones in a row.</summary>
    private const int SparseReadBytes = 4096;

    private readonly RegionDecoder _decoder = new(types);

    /// <summary>By start address.</summary>
    public Dictionary<ulong, RegionTally> Tallies { get; } = [];

    public List<TallyRow> Rows { get; } = [];

    /// <summary>Reads <paramref name="regions"/>; what was known of them before is replaced.</summary>
    public void Read(IReadOnlyList<HeapRegion> regions, AllocationContexts contexts, Deadline deadline, CancellationToken cancellation)
    {
        _decoder.Contexts = contexts;
        var streamed = new List<HeapRegion>(regions.Count);
        foreach (var region in regions)
        {
            if (region.Place == HeapPlace.Large) ReadSparsely(region, deadline, cancellation);
            else streamed.Add(region);
        }
        if (streamed.Count > 0) ReadStreaming(streamed, deadline, cancellation);
    }

    private unsafe void ReadSparsely(HeapRegion region, Deadline deadline, CancellationToken cancellation)
    {
        var buffer = stackalloc byte[SparseReadBytes];
        var cursor = new RegionCursor(region);
        while (!cursor.IsDone)
        {
            cancellation.ThrowIfCancellationRequested();
            var before = cursor.Next;
            var length = (int)Math.Min(SparseReadBytes, region.End - before);
            var read = memory.Read(before, buffer, length);
            _decoder.Decode(ref cursor, buffer, before, read);
            // Whole objects are at least as long as a header, so a read that brought one moves on.
            if (cursor.Next == before) cursor.Failure ??= SkipReason.Unmapped;
            if (deadline.IsOver) cursor.Failure ??= SkipReason.TimeLimit;
        }
        Keep(cursor);
    }

    private unsafe void ReadStreaming(List<HeapRegion> regions, Deadline deadline, CancellationToken cancellation)
    {
        using var reader = new ChunkReader(memory, regions, options, cpu);
        var index = -1;
        var cursor = default(RegionCursor);
        while (reader.TryNext(out var chunk))
        {
            cancellation.ThrowIfCancellationRequested();
            if (chunk.Region != index)
            {
                index = chunk.Region;
                cursor = new RegionCursor(regions[index]);
            }
            if (deadline.IsOver) cursor.Failure ??= SkipReason.TimeLimit;
            if (!cursor.IsDone) _decoder.Decode(ref cursor, (byte*)chunk.Buffer, chunk.Start, chunk.Length);
            if (!chunk.IsLast) continue;
            if (!cursor.IsDone) cursor.Failure = SkipReason.Unmapped;
            Keep(cursor);
        }
    }

    private void Keep(in RegionCursor cursor)
    {
        var first = Rows.Count;
        types.TakeCounts(Rows);
        Tallies[cursor.Region.Start] = new RegionTally(cursor.Region, first..Rows.Count, cursor.Next - cursor.Region.Start, cursor.Failure);
    }
}
