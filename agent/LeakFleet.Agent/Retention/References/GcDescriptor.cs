using System.Buffers.Binary;
using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Retention.References;

/// <summary>
/// What the collector itself goes by to find an object's references, the same in .NET 8, 9 and 10 (<c>src/coreclr/gc/gcdesc.h</c>): words that
/// end right before the method table. Read backwards from it:
/// <code>
/// -8    number of series; negative: of the items of one repeating series
/// -16   offset of the first reference, -24 bytes of the series less the object's size      series 1
/// -32   offset, -40 bytes less size                                                       series 2, …
///
/// -16   offset of the first reference of the first element                                 repeating: an array of values
/// -24   references (u32), then bytes to skip (u32)                                         item 1, item 2 at -32, …
/// </code>
/// Each word may be a hostile process's: what does not fit the type's own size is refused as a whole.
/// </summary>
internal static class GcDescriptor
{
    /// <summary>Of a type. Programs have some ten; a struct of a thousand scattered references is none that anybody keeps millions of.</summary>
    public const int SeriesMax = 1024;

    /// <summary>In the method table's flags.</summary>
    public const uint ContainsReferences = 0x0100_0000;

    private const int WordBytes = sizeof(ulong);
    private const int SeriesBytes = 16;

    /// <summary>Before the first field: the method table. Base sizes count the header too, which lies before the object.</summary>
    private const int HeaderBytes = 8;

    /// <summary>Bytes before the method table that a descriptor with this number of series takes; null when there can be no such.</summary>
    /// <param name="count">The word before the method table.</param>
    public static int? Bytes(long count) => count switch
    {
        > 0 and <= SeriesMax => WordBytes + (int)count * SeriesBytes,
        < 0 and >= -SeriesMax => WordBytes + WordBytes + (int)-count * WordBytes,
        _ => null,
    };

    /// <summary>Decodes a descriptor.</summary>
    /// <param name="words">As many bytes as <see cref="Bytes"/> said, ending where the method table begins.</param>
    public static ReferenceLayout Decode(ReadOnlySpan<byte> words, in MethodTableHeader header)
    {
        if (words.Length < WordBytes) return ReferenceLayout.Unreadable;
        var count = Word(words, 1);
        if (Bytes(count) != words.Length) return ReferenceLayout.Unreadable;
        if (count < 0) return DecodeValues(words, (int)-count, header);
        return header.HasComponents ? DecodeElements(words, count, header) : DecodeFields(words, (int)count, header);
    }

    private static ReferenceLayout DecodeFields(ReadOnlySpan<byte> words, int count, in MethodTableHeader header)
    {
        var runs = new ReferenceRun[count];
        for (var i = 0; i < count; i++)
        {
            var offset = Word(words, 2 + 2 * i);
            var bytes = Word(words, 3 + 2 * i) + header.BaseSize;
            if (!Fits(offset, bytes, header.BaseSize - HeaderBytes) || offset < HeaderBytes) return ReferenceLayout.Unreadable;
            runs[i] = new ReferenceRun((int)offset, (int)(bytes / WordBytes));
        }
        return AreApart(runs) ? new ReferenceLayout(ReferenceKind.Fields, 0, 0, runs) : ReferenceLayout.Unreadable;
    }

    private static ReferenceLayout DecodeElements(ReadOnlySpan<byte> words, long count, in MethodTableHeader header)
    {
        var offset = Word(words, 2);
        // Of an array of n elements the series has base size + n elements - base size bytes.
        var isWhole = count == 1 && Word(words, 3) == -(long)header.BaseSize && header.ComponentSize > 0 && header.ComponentSize % WordBytes == 0;
        return isWhole && offset == FirstElement(header)
            ? new ReferenceLayout(ReferenceKind.Elements, (int)offset, (int)header.ComponentSize, [])
            : ReferenceLayout.Unreadable;
    }

    private static ReferenceLayout DecodeValues(ReadOnlySpan<byte> words, int count, in MethodTableHeader header)
    {
        var first = Word(words, 2);
        var runs = new ReferenceRun[count];
        var offset = 0L;
        for (var i = 0; i < count; i++)
        {
            var item = (ulong)Word(words, 3 + i);
            var (references, skipped) = ((uint)item, (uint)(item >> 32));
            if (!Fits(offset, references * (long)WordBytes, header.ComponentSize)) return ReferenceLayout.Unreadable;
            runs[i] = new ReferenceRun((int)offset, (int)references);
            offset += references * (long)WordBytes + skipped;
        }
        // The series starts with the first reference, which need not be the element's first word; the last skip leads to the next element's.
        var isWhole = header.HasComponents && offset == header.ComponentSize && AreApart(runs);
        var lead = first - FirstElement(header);
        return isWhole && first % WordBytes == 0 && lead >= 0 && lead <= header.ComponentSize - (runs[^1].Offset + runs[^1].Words * (long)WordBytes)
            ? new ReferenceLayout(ReferenceKind.Values, (int)first, (int)header.ComponentSize, runs)
            : ReferenceLayout.Unreadable;
    }

    /// <summary>Behind all that an empty array has but the header before it: method table, count, and bounds where there are several dimensions.</summary>
    private static long FirstElement(in MethodTableHeader header) => (long)header.BaseSize - HeaderBytes;

    private static bool Fits(long offset, long bytes, long size) =>
        offset >= 0 && offset % WordBytes == 0 && bytes > 0 && bytes % WordBytes == 0 && offset <= size - bytes;

    private static bool AreApart(ReferenceRun[] runs)
    {
        Array.Sort(runs, (a, b) => a.Offset.CompareTo(b.Offset));
        for (var i = 1; i < runs.Length; i++)
        {
            if (runs[i].Offset < runs[i - 1].Offset + runs[i - 1].Words * WordBytes) return false;
        }
        return true;
    }

    /// <summary>The word so many before the method table.</summary>
    private static long Word(ReadOnlySpan<byte> words, int before) => BinaryPrimitives.ReadInt64LittleEndian(words[^(before * WordBytes)..]);
}
