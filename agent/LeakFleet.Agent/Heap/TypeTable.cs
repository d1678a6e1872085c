using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LeakFleet.Agent.Heap;

/// <summary>
/// The method tables met in one walk, with the counts of the region being decoded: open addressing in native memory, at most a quarter full, or half with more
/// types than any but a few programs have, whose table would take the more memory. A
/// region's counts are taken out when it has decoded to its end, or dropped; so a region that must be read again leaves no trace.
/// </summary>
internal sealed unsafe class TypeTable : IDisposable
{
    private const int SlotsMin = 8192;
    private const int SlotsPerType = 4;
    private const int SlotsPerTypeOfMany = 2;
    private const int SlotsOfMany = 1 << 16;

    /// <summary>2^64 divided by the golden ratio: spreads addresses, which differ in few bits, over the high bits.</summary>
    private const ulong Spread = 0x9E37_79B9_7F4A_7C15;

    private readonly MemoryRead _memory;
    private readonly ulong _freeMethodTable;
    private readonly int _typesMax;
    private readonly List<(ulong MethodTable, MethodTableHeader Header)> _types = [];
    private int[] _touched = new int[TypesIn(SlotsMin)];
    private int _touchedCount;
    private TypeSlot* _slots;
    private int _slotCount;

    public TypeTable(MemoryRead memory, ulong freeMethodTable, int typesMax)
    {
        _memory = memory;
        _freeMethodTable = freeMethodTable;
        _typesMax = typesMax;
        _slots = Allocate(SlotsMin);
        _slotCount = SlotsMin;
        if (freeMethodTable != 0) Insert(freeMethodTable, FreeSpace);
    }

    /// <summary>Free space is laid out as an array of bytes. Its method table belongs to no module, so it would not be found plausible.</summary>
    private static MethodTableHeader FreeSpace => default(MethodTableHeader) with { Flags = 0x8000_0001, BaseSize = MethodTableHeader.ObjectBytesMin };

    public IReadOnlyList<(ulong MethodTable, MethodTableHeader Header)> Types => _types;

    /// <summary>Stands behind the last slot for the predecessor of a first object. No method table equals its own.</summary>
    public TypeSlot* NoSlot => _slots + _slotCount;

    private int TypesFitting => TypesIn(_slotCount);

    private int Shift => 64 - int.Log2(_slotCount);

    /// <summary>The slot of a method table met before, henceforth the first guess for what follows an object of <paramref name="predecessor"/>; null when it is new.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public TypeSlot* Find(ulong methodTable, TypeSlot* predecessor)
    {
        // The word 0 would be found in an empty slot.
        if (methodTable == 0) return null;
        var slot = Probe(methodTable);
        if (slot->MethodTable != methodTable) return null;
        // Of no consequence for the slot that stands for none.
        predecessor->Alternative = predecessor->Successor;
        predecessor->Successor = slot;
        return slot;
    }

    /// <summary>A slot for a method table that <see cref="Find"/> does not know; null with a reason when it cannot be one.</summary>
    /// <remarks>May move all slots.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public TypeSlot* Add(ulong methodTable, out string? failure)
    {
        failure = null;
        if (!MethodTableHeader.IsAddress(methodTable))
        {
            failure = SkipReason.BadMethodTable;
            return null;
        }
        if (!MethodTableHeader.TryRead(_memory, methodTable, out var header))
        {
            failure = SkipReason.BadMethodTable;
            return null;
        }
        if (_types.Count >= _typesMax)
        {
            failure = SkipReason.TooManyTypes;
            return null;
        }
        return Insert(methodTable, header);
    }

    /// <summary>Notes that the slot has got its first object of this region.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Touch(TypeSlot* slot) => _touched[_touchedCount++] = slot->Id;

    /// <summary>Moves the region's counts into <paramref name="rows"/>, or drops them where these would become too many; ready for the next region in either case.</summary>
    /// <returns>Whether they fit.</returns>
    public bool TryTakeCounts(List<TallyRow> rows, int rowsMax)
    {
        var fits = rows.Count + _touchedCount <= rowsMax;
        for (var i = 0; i < _touchedCount; i++)
        {
            var slot = Probe(_types[_touched[i]].MethodTable);
            if (fits) rows.Add(new TallyRow(slot->Id, slot->Count, slot->Bytes));
            slot->Count = 0;
            slot->BytesWithComponents = 0;
        }
        _touchedCount = 0;
        return fits;
    }

    /// <summary>
    /// Reads all headers again, for after a collection of gen2: it may have unloaded a context, and another type may lie where one of its types did. Regions counted
    /// before are not to count any more.
    /// </summary>
    public void Refresh()
    {
        for (var id = 0; id < _types.Count; id++)
        {
            var (methodTable, known) = _types[id];
            if (methodTable == _freeMethodTable) continue;
            var isThere = MethodTableHeader.TryRead(_memory, methodTable, out var header);
            if (isThere && header == known) continue;
            if (!isThere) header = default;
            var slot = Probe(methodTable);
            // What is not there any more has no objects. One that seems to be there all the same is too large for its region.
            slot->Size = isThere ? header.SizeWithoutComponents : uint.MaxValue;
            slot->ComponentSize = header.ComponentSize;
            _types[id] = (methodTable, header);
        }
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_slots);
        _slots = null;
        _slotCount = 0;
    }

    private TypeSlot* Insert(ulong methodTable, in MethodTableHeader header)
    {
        if (_types.Count >= TypesFitting) Grow();
        var slot = Probe(methodTable);
        *slot = new TypeSlot
        {
            MethodTable = methodTable,
            Size = header.SizeWithoutComponents,
            ComponentSize = header.ComponentSize,
            Id = _types.Count,
            Successor = NoSlot,
            Alternative = NoSlot,
        };
        _types.Add((methodTable, header));
        return slot;
    }

    private TypeSlot* Probe(ulong methodTable)
    {
        var index = (methodTable * Spread) >> Shift;
        while (_slots[index].MethodTable != methodTable && _slots[index].MethodTable != 0) index = (index + 1) & (ulong)(_slotCount - 1);
        return &_slots[index];
    }

    private void Grow()
    {
        var old = _slots;
        var oldCount = _slotCount;
        _slotCount *= 2;
        _slots = Allocate(_slotCount);
        for (var i = 0; i < oldCount; i++)
        {
            if (old[i].MethodTable == 0) continue;
            var slot = Probe(old[i].MethodTable);
            *slot = old[i];
            slot->Successor = NoSlot;
            slot->Alternative = NoSlot;
        }
        NativeMemory.AlignedFree(old);
        Array.Resize(ref _touched, TypesFitting);
    }

    private static int TypesIn(int slots) => slots / (slots < SlotsOfMany ? SlotsPerType : SlotsPerTypeOfMany);

    private static TypeSlot* Allocate(int count)
    {
        var bytes = (nuint)(count + 1) * (nuint)sizeof(TypeSlot);
        var slots = (TypeSlot*)NativeMemory.AlignedAlloc(bytes, (nuint)sizeof(TypeSlot));
        NativeMemory.Clear(slots, bytes);
        slots[count] = new TypeSlot { MethodTable = 1, Successor = slots + count, Alternative = slots + count };
        return slots;
    }
}
