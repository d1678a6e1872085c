using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention.References;

namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>What is in an array of references.</summary>
internal static class ArrayElements
{
    /// <summary>Elements looked at: 128 MB of them.</summary>
    public const long ElementsMax = 16 * 1024 * 1024;

    private const int PieceWords = 32 * 1024;

    /// <summary>Elements with any reference in them that is not null; 0 for what is no array of references.</summary>
    public static long CountNotNull(MemoryRead memory, CollectionCount array)
    {
        if (!MethodTableHeader.TryRead(memory, array.MethodTable, out var header)) return 0;
        var layout = ReferenceLayouts.Read(memory, array.MethodTable, header);
        if (layout.Kind is not (ReferenceKind.Elements or ReferenceKind.Values) || layout.ElementBytes % sizeof(ulong) != 0) return 0;
        if (!memory.TryRead(array.Address + sizeof(ulong), out uint length)) return 0;
        var wordsPerElement = layout.ElementBytes / sizeof(ulong);
        var first = layout.Kind == ReferenceKind.Values ? layout.Runs[0].Offset / sizeof(ulong) : 0;
        var words = new ulong[PieceWords / wordsPerElement * wordsPerElement];
        if (words.Length == 0) return 0;
        var (left, address, filled) = (Math.Min(length, ElementsMax), array.Address + (ulong)layout.ElementsOffset, 0L);
        while (left > 0)
        {
            var elements = (int)Math.Min(left, words.Length / wordsPerElement);
            if (!memory.TryFill(address, words.AsSpan(0, elements * wordsPerElement))) break;
            for (var i = 0; i < elements; i++)
            {
                if (words[i * wordsPerElement + first] != 0) filled++;
            }
            left -= elements;
            address += (ulong)(elements * layout.ElementBytes);
        }
        return filled;
    }
}
