using System.Runtime.InteropServices;

namespace LeakFleet.Agent.Heap;

/// <summary>One thread's share of a walk: reads a region's memory chunk by chunk and decodes each chunk while it is in the nearest cache.</summary>
internal sealed unsafe class RegionWorker : IDisposable
{
    /// <summary>Large objects are mostly content: of each only a header is needed, and one page finds several small ones in a row.</summary>
    private const int SparseReadBytes = 4096;

    /// <summary>Reads start on cache lines, which are copied faster than what lies across them.</summary>
    private const ulong LineBytes = 64;

    private readonly MemoryRead _memory;
    private readonly RegionDecoder _decoder;
    private readonly byte* _buffer;
    private readonly int _chunkBytes;
    private readonly int _rowsMax;
    private List<TallyRow> _rows = [];

    /// <param name="rowsMax">This thread's part of <see cref="HeapWalkOptions.RowsMax"/>.</param>
    public RegionWorker(MemoryRead memory, ulong freeMethodTable, HeapWalkOptions options, int rowsMax)
    {
        _memory = memory;
        _rowsMax = rowsMax;
        _chunkBytes = options.ChunkBytes;
        _buffer = (byte*)NativeMemory.AlignedAlloc((nuint)_chunkBytes, 4096);
        Types = new TypeTable(memory, freeMethodTable, options.TypesMax);
        _decoder = new RegionDecoder(Types);
    }

    public TypeTable Types { get; }

    /// <summary>What was found; a <see cref="RegionTally"/> says which of it counts.</summary>
    public IReadOnlyList<TallyRow> Rows => _rows;

    /// <summary>Whether room is to be made before the next round: half of what rows may take is used, so that another round as large may not fit.</summary>
    public bool IsCrowded => _rows.Count > _rowsMax / 2;

    /// <summary>Whether whoever waits for this core gets it after each chunk, not at the scheduler's next tick.</summary>
    public bool GivesWay { get; set; } = true;

    public RegionTally Read(HeapRegion region, AllocationContexts contexts, Deadline deadline, CancellationToken cancellation)
    {
        _decoder.Contexts = contexts;
        var chunkBytes = region.Place == HeapPlace.Large ? SparseReadBytes : _chunkBytes;
        var cursor = new RegionCursor(region);
        while (!cursor.IsDone)
        {
            var next = cursor.Next;
            // Each read begins where decoding stopped: no object's header straddles two chunks, and what lies inside a large object is not read.
            var start = next & ~(LineBytes - 1);
            var read = _memory(start, new Span<byte>(_buffer, (int)Math.Min((ulong)chunkBytes, region.End - start)));
            _decoder.Decode(ref cursor, _buffer, start, read);
            if (GivesWay) Thread.Yield();
            if (cursor.Next == next) cursor.Failure ??= SkipReason.Unmapped;
            if (cursor.IsDone) break;
            if (deadline.IsOver || cancellation.IsCancellationRequested) cursor.Failure = SkipReason.TimeLimit;
        }
        var first = _rows.Count;
        return Types.TryTakeCounts(_rows, _rowsMax)
            ? new RegionTally(region, this, first.._rows.Count, cursor.Next - region.Start, cursor.Failure)
            : new RegionTally(region, this, 0..0, 0, SkipReason.TooManyTypes);
    }

    /// <summary>Forgets the rows of tallies that have been replaced; gives those that remain, at their new places.</summary>
    /// <param name="tallies">Every tally of this worker that still counts.</param>
    public IReadOnlyList<RegionTally> Keep(IReadOnlyList<RegionTally> tallies)
    {
        var rows = new List<TallyRow>(tallies.Sum(tally => tally.Rows.End.Value - tally.Rows.Start.Value));
        var kept = new List<RegionTally>(tallies.Count);
        foreach (var tally in tallies)
        {
            var first = rows.Count;
            rows.AddRange(CollectionsMarshal.AsSpan(_rows)[tally.Rows]);
            kept.Add(tally with { Rows = first..rows.Count });
        }
        _rows = rows;
        return kept;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_buffer);
        Types.Dispose();
    }
}
