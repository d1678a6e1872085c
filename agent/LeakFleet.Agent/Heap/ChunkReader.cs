using System.Runtime.InteropServices;

namespace LeakFleet.Agent.Heap;

/// <summary>
/// Reads regions chunk by chunk on a thread of its own, a few chunks ahead of the decoder: about half of a walk's time is the read call.
/// Two chunks of a region overlap by an object's header, so that no header straddles an edge.
/// </summary>
internal sealed unsafe class ChunkReader : IDisposable
{
    private readonly ProcessMemory _memory;
    private readonly IReadOnlyList<HeapRegion> _regions;
    private readonly int _chunkBytes;
    private readonly Chunk[] _ring;
    private readonly byte*[] _buffers;
    private readonly SemaphoreSlim _free;
    private readonly SemaphoreSlim _ready = new(0);
    private readonly Thread _thread;
    private readonly WalkCpu _cpu;
    private int _taken;
    private volatile bool _stop;

    public ChunkReader(ProcessMemory memory, IReadOnlyList<HeapRegion> regions, HeapWalkOptions options, WalkCpu cpu)
    {
        _cpu = cpu;
        _memory = memory;
        _regions = regions;
        _chunkBytes = options.ChunkBytes;
        var chunks = options.ChunksAheadMax + 1;
        _ring = new Chunk[chunks];
        _buffers = new byte*[chunks];
        for (var i = 0; i < chunks; i++) _buffers[i] = (byte*)NativeMemory.AlignedAlloc((nuint)_chunkBytes, 4096);
        _free = new SemaphoreSlim(chunks);
        _thread = new Thread(ReadAll) { IsBackground = true, Name = "heap reader" };
        _thread.Start();
    }

    /// <summary>The next chunk in order; false after the last. Ends the use of the chunk before.</summary>
    public bool TryNext(out Chunk chunk)
    {
        if (_taken > 0) _free.Release();
        _ready.Wait();
        chunk = _ring[_taken % _ring.Length];
        _taken++;
        return chunk.Region >= 0;
    }

    public void Dispose()
    {
        _stop = true;
        _free.Release();
        _thread.Join();
        foreach (var buffer in _buffers) NativeMemory.AlignedFree(buffer);
        _free.Dispose();
        _ready.Dispose();
    }

    private void ReadAll()
    {
        using var cpu = _cpu.OfThisThread();
        var filled = 0;
        for (var region = 0; region < _regions.Count; region++)
        {
            var start = _regions[region].Start;
            var end = _regions[region].End;
            while (start < end)
            {
                _free.Wait();
                if (_stop) return;
                var length = (int)Math.Min((ulong)_chunkBytes, end - start);
                var buffer = _buffers[filled % _ring.Length];
                var read = _memory.Read(start, buffer, length);
                var isLast = read < length || start + (ulong)length == end;
                _ring[filled % _ring.Length] = new Chunk(region, start, buffer, read, isLast);
                filled++;
                _ready.Release();
                if (isLast) break;
                start += (ulong)(length - RegionDecoder.HeaderBytes);
            }
        }
        _free.Wait();
        _ring[filled % _ring.Length] = new Chunk(-1, 0, null, 0, true);
        _ready.Release();
    }

    /// <param name="Region">Index of the region it belongs to; -1 after the last.</param>
    /// <param name="Length">Bytes that could be read.</param>
    /// <param name="IsLast">No more of this region follows.</param>
    public readonly record struct Chunk(int Region, ulong Start, nint Buffer, int Length, bool IsLast)
    {
        public Chunk(int region, ulong start, byte* buffer, int length, bool isLast) : this(region, start, (nint)buffer, length, isLast)
        {
        }
    }
}
