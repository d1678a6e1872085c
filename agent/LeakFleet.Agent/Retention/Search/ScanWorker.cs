using System.Runtime.InteropServices;
using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>One thread's share of a scan: reads regions chunk by chunk and shows every object to a visitor while it is in the nearest cache.</summary>
/// <remarks>The same loop as the walk's <see cref="RegionDecoder"/>, which counts and never looks into an object; its comments say why it is as it is.</remarks>
internal sealed unsafe class ScanWorker : IDisposable
{
    private const int SparseReadBytes = 4096;

    /// <summary>Of a region that can be gone through backwards: that is all but those of large objects. Objects can only be found from the first on, so it is read whole.</summary>
    private const int WholeBytesMax = 4 * 1024 * 1024;

    private const ulong LineBytes = 64;

    private readonly MemoryRead _memory;
    private readonly byte* _buffer;
    private readonly int _chunkBytes;
    private readonly List<int> _starts = [];
    private byte* _whole;

    public ScanWorker(MemoryRead memory, ulong freeMethodTable, HeapWalkOptions options)
    {
        _memory = memory;
        _chunkBytes = options.ChunkBytes;
        _buffer = (byte*)NativeMemory.AlignedAlloc((nuint)_chunkBytes, 4096);
        Types = new TypeTable(memory, freeMethodTable, options.TypesMax);
    }

    public TypeTable Types { get; }

    public AllocationContexts Contexts { get; set; } = new([]);

    /// <summary>Objects shown so far.</summary>
    public long Objects { get; private set; }

    /// <summary>Bytes that could not be decoded so far.</summary>
    public ulong BytesMissed { get; private set; }

    public void Scan<TVisitor>(in HeapRegion region, ref TVisitor visitor, Deadline deadline, CancellationToken cancellation)
        where TVisitor : struct, IObjectVisitor, allows ref struct
    {
        var chunkBytes = region.Place == HeapPlace.Large ? SparseReadBytes : _chunkBytes;
        var next = region.Start;
        while (next < region.End && !deadline.IsOver && !cancellation.IsCancellationRequested)
        {
            var start = next & ~(LineBytes - 1);
            var read = _memory(start, new Span<byte>(_buffer, (int)Math.Min((ulong)chunkBytes, region.End - start)));
            var reached = Decode(region, next, start, _buffer, read, ref visitor);
            Thread.Yield();
            if (reached == next) break;
            next = reached;
        }
        if (next < region.End) BytesMissed += region.End - next;
    }

    /// <summary>The same with the last object first: a list whose links lie in falling order is met in one scan by it.</summary>
    public void ScanBackward<TVisitor>(in HeapRegion region, ref TVisitor visitor, Deadline deadline, CancellationToken cancellation)
        where TVisitor : struct, IObjectVisitor, allows ref struct
    {
        if (region.Length > WholeBytesMax || region.Place == HeapPlace.Large)
        {
            Scan(region, ref visitor, deadline, cancellation);
            return;
        }
        if (deadline.IsOver || cancellation.IsCancellationRequested) return;
        if (_whole == null) _whole = (byte*)NativeMemory.AlignedAlloc(WholeBytesMax + (nuint)LineBytes, 4096);
        var start = region.Start & ~(LineBytes - 1);
        var read = _memory(start, new Span<byte>(_whole, (int)(region.End - start)));
        _starts.Clear();
        var starts = new StartsVisitor(_starts, start);
        var reached = Decode(region, region.Start, start, _whole, read, ref starts);
        BytesMissed += region.End - Math.Min(reached, region.End);
        for (var i = _starts.Count - 1; i >= 0; i--)
        {
            var content = _whole + _starts[i];
            var slot = Types.Find(*(ulong*)content & ~RegionDecoder.MarkBits, Types.NoSlot);
            if (slot == null) continue;
            var size = slot->SizeOf(content);
            // What was cut off by the end of what could be read has not been counted as reached.
            if (size <= (ulong)(read - _starts[i])) visitor.Visit(start + (ulong)_starts[i], content, slot, size);
        }
    }

    public void Dispose()
    {
        if (_whole != null) NativeMemory.AlignedFree(_whole);
        NativeMemory.AlignedFree(_buffer);
        Types.Dispose();
    }

    /// <summary>Where the next chunk has to begin: <paramref name="next"/> again when nothing could be decoded.</summary>
    private ulong Decode<TVisitor>(in HeapRegion region, ulong next, ulong chunkStart, byte* buffer, int length, ref TVisitor visitor)
        where TVisitor : struct, IObjectVisitor, allows ref struct
    {
        if (length < RegionDecoder.HeaderBytes + (int)(next - chunkStart)) return next;
        var first = buffer + (next - chunkStart);
        var position = first;
        var last = buffer + length - RegionDecoder.HeaderBytes;
        var chunkEnd = buffer + length;
        var end = buffer + (region.End - chunkStart);
        var toAddress = chunkStart - (ulong)buffer;

        var slot = Types.NoSlot;
        while (position <= last)
        {
            var methodTable = *(ulong*)position & ~RegionDecoder.MarkBits;
            var following = slot->Successor;
            if (following->MethodTable != methodTable && (following = slot->Alternative)->MethodTable != methodTable
                && (following = Types.Find(methodTable, slot)) == null)
            {
                if (RegionDecoder.IsGap(methodTable, region.Place))
                {
                    position += Contexts.AfterGap(toAddress + (ulong)position) - (toAddress + (ulong)position);
                    continue;
                }
                following = Types.Add(methodTable, out _);
                if (following == null) break;
            }
            slot = following;

            var size = slot->SizeOf(position);
            if (size > (ulong)(end - position)) break;
            if (visitor.NeedsContent(slot) && size > (ulong)(chunkEnd - position))
            {
                // The next chunk starts with it; if this one does already, it fits into none.
                if (position != first) break;
                visitor.VisitLarge(toAddress + (ulong)position, position, slot, size);
            }
            else
            {
                visitor.Visit(toAddress + (ulong)position, position, slot, size);
            }
            Objects++;
            position += size;
        }
        var reached = toAddress + (ulong)position;
        return region.MayGrow && reached + MethodTableHeader.ObjectBytesMin > region.End ? region.End : reached;
    }
}
