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

    public RegionWorker(MemoryRead memory, ulong freeMethodTable, HeapWalkOptions options)
    {
        _memory = memory;
        _chunkBytes = options.ChunkBytes;
        _buffer = (byte*)NativeMemory.AlignedAlloc((nuint)_chunkBytes, 4096);
        Types = new TypeTable(memory, freeMethodTable, options.TypesMax);
        _decoder = new RegionDecoder(Types);
    }

    public TypeTable Types { get; }

    /// <summary>What was found; a <see cref="RegionTally"/> says which of it counts.</summary>
    public List<TallyRow> Rows { get; } = [];

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
        var first = Rows.Count;
        Types.TakeCounts(Rows);
        return new RegionTally(region, this, first..Rows.Count, cursor.Next - region.Start, cursor.Failure);
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_buffer);
        Types.Dispose();
    }
}
