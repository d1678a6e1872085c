using System.Buffers.Binary;
using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Tests.Heap;

/// <summary>Memory made by hand: method tables in one place, one region of objects in another, and nothing between.</summary>
internal sealed class SyntheticHeap
{
    public const ulong RegionStart = 0x7f00_0010_0028;
    public const ulong FreeMethodTable = TablesStart - 0x100;
    private const ulong TablesStart = 0x7f80_0000_1000;

    private readonly List<byte> _tables = [];
    private readonly List<byte> _objects = [];

    public ulong End => RegionStart + (ulong)_objects.Count;

    /// <summary>Where reads begin to fail, though the region may go on.</summary>
    public ulong MappedUntil { get; set; } = ulong.MaxValue;

    public Span<byte> Objects => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_objects);

    public HeapRegion Region(HeapPlace place) => new(RegionStart, End, place);

    /// <summary>A new type; <paramref name="componentSize"/> 0 is one without components.</summary>
    public ulong Type(uint baseSize, ushort componentSize = 0)
    {
        var address = TablesStart + (ulong)_tables.Count;
        _tables.AddRange(new byte[64]);
        Retype(address, TablesStart, baseSize, componentSize);
        return address;
    }

    /// <summary>Another type, of another module, where one was.</summary>
    public void Retype(ulong address, ulong module, uint baseSize, ushort componentSize = 0)
    {
        var table = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_tables).Slice((int)(address - TablesStart), 64);
        BinaryPrimitives.WriteUInt32LittleEndian(table, componentSize == 0 ? 0 : 0x8000_0000 | componentSize);
        BinaryPrimitives.WriteUInt32LittleEndian(table[4..], baseSize);
        BinaryPrimitives.WriteUInt64LittleEndian(table[0x18..], module);
        BinaryPrimitives.WriteUInt64LittleEndian(table[0x28..], module + 1);
    }

    /// <summary>Appends an object of <paramref name="bytes"/> and returns its address.</summary>
    public ulong Add(ulong methodTable, int bytes, uint components = 0)
    {
        var address = End;
        Word(methodTable);
        Word(components);
        for (var filled = 16; filled < bytes; filled += 8) Word(0x0101_0101_0101_0101);
        return address;
    }

    public void Word(ulong word)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, word);
        _objects.AddRange(bytes);
    }

    public int Read(ulong address, Span<byte> destination)
    {
        // The page that a region starts in is mapped from its beginning.
        var page = RegionStart & ~0xfffUL;
        if (address >= page && address < RegionStart)
        {
            var before = Math.Min(destination.Length, (int)(RegionStart - address));
            destination[..before].Clear();
            return before == destination.Length ? before : before + Read(RegionStart, destination[before..]);
        }
        return address >= TablesStart ? Copy(_tables, TablesStart, address, destination) : Copy(_objects, RegionStart, address, destination);
    }

    private int Copy(List<byte> source, ulong start, ulong address, Span<byte> destination)
    {
        var end = Math.Min(start + (ulong)source.Count, MappedUntil < start ? ulong.MaxValue : MappedUntil);
        if (address < start || address >= end) return 0;
        var length = (int)Math.Min((ulong)destination.Length, end - address);
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(source).Slice((int)(address - start), length).CopyTo(destination);
        return length;
    }
}
