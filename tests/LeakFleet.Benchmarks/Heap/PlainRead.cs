using System.Diagnostics;
using System.Runtime.InteropServices;
using LeakFleet.Agent.Heap;

namespace LeakFleet.Benchmarks.Heap;

/// <summary>The limit: one thread that reads the bytes of a walk, in the walk's order and chunks, and does nothing with them.</summary>
internal sealed unsafe class PlainRead : IDisposable
{
    private readonly HeapWalkOptions _options = new() { DacMode = DacMode.SameRuntime };
    private readonly ProcessMemory _memory;
    private readonly IReadOnlyList<HeapRegion> _regions;
    private readonly byte* _buffer;

    public PlainRead(int pid)
    {
        _memory = new ProcessMemory(pid);
        var (opened, trouble) = new InspectionSource(pid, _memory.Read, _options, new WalkCpu()).Open(CancellationToken.None);
        using var inspection = opened ?? throw new InvalidOperationException(trouble);
        // The walk reads only pages of the large object heap.
        _regions = inspection.ReadLayout().Regions.Where(region => region.Place != HeapPlace.Large).ToList();
        _buffer = (byte*)NativeMemory.AlignedAlloc((nuint)_options.ChunkBytes, 4096);
    }

    public TimeSpan Run()
    {
        var elapsed = TimeSpan.Zero;
        // On a thread of a walk's priority: on a busy machine another would measure the priority.
        var thread = new Thread(() =>
        {
            ThreadNice.AtLeast(_options.Nice);
            elapsed = Read();
        });
        thread.Start();
        thread.Join();
        return elapsed;
    }

    public void Dispose() => NativeMemory.AlignedFree(_buffer);

    private TimeSpan Read()
    {
        var began = Stopwatch.GetTimestamp();
        foreach (var region in _regions)
        {
            for (var start = region.Start; start < region.End; start += (ulong)_options.ChunkBytes)
                _memory.Read(start, new Span<byte>(_buffer, (int)Math.Min((ulong)_options.ChunkBytes, region.End - start)));
        }
        return Stopwatch.GetElapsedTime(began);
    }
}
