using System.Runtime.InteropServices;
using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>One worker's part in finding holders: what it knows from scan to scan.</summary>
internal sealed unsafe class HolderFinder : IDisposable
{
    /// <summary>Of objects larger than a chunk. Larger than the largest element, which is 64 KiB.</summary>
    public const int PieceBytes = 256 * 1024;

    /// <summary>Held nodes and types of holders of which enough are known: a hub with a million holders must not take a lock a million times.</summary>
    private const int SaturatedCount = 4096;

    private readonly MemoryRead _memory;
    private readonly (int Held, int Type)[] _saturated = new (int, int)[SaturatedCount];

    public HolderFinder(MemoryRead memory, ScanWorker worker, ReferenceGraph graph)
    {
        _memory = memory;
        Graph = graph;
        Shapes = new ReferenceShapes(memory, worker.Types);
        Piece = (byte*)NativeMemory.AlignedAlloc(PieceBytes, 4096);
        ForgetSaturated();
    }

    public ReferenceGraph Graph { get; }

    public ReferenceShapes Shapes { get; }

    public byte* Piece { get; }

    public ulong HeapStart { get; set; }

    public ulong HeapEnd { get; set; }

    /// <summary>Reads into <see cref="Piece"/>; gives the bytes that could be.</summary>
    public int ReadPiece(ulong address, int bytes) => _memory(address, new Span<byte>(Piece, bytes));

    /// <summary>A word that passed the filter.</summary>
    public void Meet(ulong word, ulong holder, TypeSlot* slot, HeapPlace place, long offset, EdgeKind kind)
    {
        var held = Graph.Index.Find(word);
        if (held < 0) return;
        ref var saturated = ref _saturated[(uint)(held * 31 + slot->Id) % SaturatedCount];
        if (saturated == (held, slot->Id)) return;
        if (!Graph.AddHolder(held, holder, slot->MethodTable, place, offset, kind)) saturated = (held, slot->Id);
    }

    public void ForgetSaturated() => Array.Fill(_saturated, (-1, -1));

    public void Dispose()
    {
        Shapes.Dispose();
        NativeMemory.AlignedFree(Piece);
    }
}
