using System.Runtime.CompilerServices;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention.References;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>Looks through an object's references for nodes of the graph.</summary>
internal unsafe ref struct HolderVisitor(HolderFinder finder, HeapPlace place, Deadline deadline, CancellationToken cancellation) : IObjectVisitor
{
    private const int WordBytes = sizeof(ulong);
    private const int CountOffset = 8;

    private readonly ulong* _filter = finder.Graph.Index.Filter;
    private readonly int _filterShift = finder.Graph.Index.FilterShift;
    private readonly ulong _heapStart = finder.HeapStart;
    private readonly ulong _heapLength = finder.HeapEnd - finder.HeapStart;

    /// <inheritdoc/>
    public readonly bool NeedsContent(TypeSlot* slot) => finder.Shapes.Of(slot->Id)->Kind is not (ReferenceKind.None or ReferenceKind.Unreadable);

    /// <inheritdoc/>
    public readonly void Visit(ulong address, byte* content, TypeSlot* slot, ulong size)
    {
        var shape = finder.Shapes.Of(slot->Id);
        if (shape->Loader != 0) Test(shape->Loader, address, slot, 0, EdgeKind.Loader);
        switch (shape->Kind)
        {
            case ReferenceKind.Fields:
                TestRuns(shape, content, address, slot, 0);
                break;
            case ReferenceKind.Elements:
                TestWords((ulong*)(content + shape->ElementsOffset), *(uint*)(content + CountOffset) * (long)shape->ElementBytes / WordBytes, address, slot, shape->ElementsOffset);
                break;
            case ReferenceKind.Values:
                TestValues(shape, content + shape->ElementsOffset, *(uint*)(content + CountOffset), address, slot, shape->ElementsOffset);
                break;
        }
    }

    /// <inheritdoc/>
    public readonly void VisitLarge(ulong address, byte* header, TypeSlot* slot, ulong size)
    {
        var shape = finder.Shapes.Of(slot->Id);
        if (shape->Loader != 0) Test(shape->Loader, address, slot, 0, EdgeKind.Loader);
        // Pieces of whole elements; a single object of fixed fields that is so large is read run by run.
        var (count, bytes, start) = shape->Kind == ReferenceKind.Fields
            ? (1L, (long)size, 0)
            : ((long)*(uint*)(header + CountOffset), shape->ElementBytes, shape->ElementsOffset);
        if (shape->Kind == ReferenceKind.Fields)
        {
            ReadRuns(shape, address, slot);
            return;
        }
        var perPiece = HolderFinder.PieceBytes / bytes;
        for (var element = 0L; element < count && !deadline.IsOver && !cancellation.IsCancellationRequested; element += perPiece)
        {
            var elements = Math.Min(perPiece, count - element);
            var offset = start + element * bytes;
            var read = finder.ReadPiece(address + (ulong)offset, (int)(elements * bytes)) / bytes;
            if (shape->Kind == ReferenceKind.Elements) TestWords((ulong*)finder.Piece, read * bytes / WordBytes, address, slot, offset);
            else TestValues(shape, finder.Piece, read, address, slot, offset);
            if (read < elements) break;
        }
    }

    private readonly void ReadRuns(ReferenceShape* shape, ulong address, TypeSlot* slot)
    {
        for (var run = shape->Runs; run < shape->Runs + shape->RunCount; run++)
        {
            for (var word = 0; word < run->Words; word += HolderFinder.PieceBytes / WordBytes)
            {
                var words = Math.Min(HolderFinder.PieceBytes / WordBytes, run->Words - word);
                var offset = run->Offset + word * (long)WordBytes;
                TestWords((ulong*)finder.Piece, finder.ReadPiece(address + (ulong)offset, words * WordBytes) / WordBytes, address, slot, offset);
            }
        }
    }

    private readonly void TestValues(ReferenceShape* shape, byte* elements, long count, ulong address, TypeSlot* slot, long offset)
    {
        for (var element = 0L; element < count; element++)
            TestRuns(shape, elements + element * shape->ElementBytes, address, slot, offset + element * shape->ElementBytes);
    }

    private readonly void TestRuns(ReferenceShape* shape, byte* content, ulong address, TypeSlot* slot, long offset)
    {
        for (var run = shape->Runs; run < shape->Runs + shape->RunCount; run++)
            TestWords((ulong*)(content + run->Offset), run->Words, address, slot, offset + run->Offset);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void TestWords(ulong* words, long count, ulong address, TypeSlot* slot, long offset)
    {
        for (var i = 0L; i < count; i++)
        {
            var word = words[i];
            if (word - _heapStart < _heapLength && AddressIndex.MayHold(_filter, _filterShift, word))
                finder.Meet(word, address, slot, place, offset + i * WordBytes, EdgeKind.Reference);
        }
    }

    private readonly void Test(ulong word, ulong address, TypeSlot* slot, long offset, EdgeKind kind)
    {
        if (AddressIndex.MayHold(_filter, _filterShift, word)) finder.Meet(word, address, slot, place, offset, kind);
    }
}
