using System.Runtime.InteropServices;

namespace LeakFleet.Agent.Heap;

/// <summary>One entry of the <see cref="TypeTable"/>: a cache line, so that counting one object touches one.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal unsafe struct TypeSlot
{
    /// <summary>0 in an empty slot.</summary>
    public ulong MethodTable;

    /// <summary>Of objects with components in the region being decoded. What others take their count says, and to add it up for each would cost a tenth of decoding.</summary>
    public ulong BytesWithComponents;

    /// <summary>Of the region being decoded.</summary>
    public uint Count;

    public uint Size;
    public uint ComponentSize;

    /// <summary>0, 1, 2, … in order of appearance.</summary>
    public int Id;

    /// <summary>The type of the object that last followed one of this type. Never null.</summary>
    public TypeSlot* Successor;

    /// <summary>The one before that.</summary>
    public TypeSlot* Alternative;

    /// <summary>Of all objects of this type in the region being decoded.</summary>
    public readonly ulong Bytes => ComponentSize == 0 ? (ulong)Count * Size : BytesWithComponents;

    /// <summary>Bytes of the object of this type whose copy begins at <paramref name="content"/>, with its padding.</summary>
    public readonly ulong SizeOf(byte* content) =>
        ComponentSize == 0 ? Size : (Size + ((ulong)*(uint*)(content + 8) * ComponentSize) + 7) & ~7UL;
}
