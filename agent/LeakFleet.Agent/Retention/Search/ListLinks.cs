using System.Buffers.Binary;
using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>Goes along a list: objects of one type, each held by the same field of the one before.</summary>
internal readonly struct ListLinks(MemoryRead memory, ulong methodTable, long offset)
{
    /// <summary>An object whose field lies further back is no link of a list.</summary>
    public const int OffsetMax = 512;

    private const ulong None = 0;

    /// <summary>What the link's field holds; 0 for null, and where no such link lies any more.</summary>
    public ulong Next(ulong link)
    {
        Span<byte> content = stackalloc byte[(int)offset + sizeof(ulong)];
        return memory(link, content) == content.Length && (BinaryPrimitives.ReadUInt64LittleEndian(content) & ~RegionDecoder.MarkBits) == methodTable
            ? BinaryPrimitives.ReadUInt64LittleEndian(content[(int)offset..])
            : None;
    }

    /// <summary>Where so many steps lead; 0 when the list is shorter.</summary>
    public ulong Follow(ulong link, int steps)
    {
        for (var i = 0; i < steps && link != None; i++) link = Next(link);
        return link;
    }
}
