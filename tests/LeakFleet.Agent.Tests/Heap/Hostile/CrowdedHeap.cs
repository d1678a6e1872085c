using System.Runtime.InteropServices;
using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Tests.Heap.Hostile;

/// <summary>Memory of a program that is after the agent's own: made while it is read, with as many types and regions as one likes, each region full of other types.</summary>
internal sealed class CrowdedHeap(int types, int objectsPerRegion)
{
    private const ulong Objects = 0x7000_0000_0000;
    private const ulong Tables = 0x7f00_0000_0000;
    private const int TableBytes = 64;
    private const int ObjectWords = 3;
    private const int ObjectBytes = ObjectWords * sizeof(ulong);

    public HeapRegion Region(int index)
    {
        var bytes = (ulong)(objectsPerRegion * ObjectBytes);
        return new HeapRegion(Objects + (ulong)index * bytes, Objects + ((ulong)index + 1) * bytes, HeapPlace.Gen2);
    }

    public int Read(ulong address, Span<byte> destination)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(destination);
        for (var i = 0; i < words.Length; i++, address += sizeof(ulong)) words[i] = address >= Tables ? OfTable(address - Tables) : OfObject(address - Objects);
        return words.Length * sizeof(ulong);
    }

    // Base size 24, no components, no parent; module and class somewhere.
    private static ulong OfTable(ulong offset) => (offset % TableBytes) switch
    {
        0 => 24UL << 32,
        16 => 0,
        _ => Tables,
    };

    private ulong OfObject(ulong offset)
    {
        var (number, word) = Math.DivRem(offset / sizeof(ulong), ObjectWords);
        return word == 0 ? Tables + number % (ulong)types * TableBytes : 0;
    }
}
