using System.Runtime.InteropServices;
using System.Text;

namespace LeakFleet.Agent.Heap;

/// <summary>
/// Finds an exported symbol of a library in the memory of the process that has it mapped, by the hash table that the loader itself uses. The
/// file may have been replaced since; and every word may be a hostile process's, so each step is bounded and a wrong one leads to nothing.
/// </summary>
internal static class ExportedSymbol
{
    private const int ProgramHeadersMax = 64;
    private const int DynamicEntriesMax = 256;
    private const uint BucketsMax = 1 << 20;
    private const int ChainMax = 4096;

    private const uint ElfMagic = 0x464c_457f;
    private const uint DynamicSegment = 2;
    private const ulong StringTable = 5;
    private const ulong SymbolTable = 6;
    private const ulong GnuHash = 0x6fff_fef5;

    /// <summary>The symbol's address; 0 when it was not found.</summary>
    /// <param name="module">Address at which the library's first page is mapped.</param>
    public static ulong Find(MemoryRead memory, ulong module, string name)
    {
        if (!memory.TryRead(module, out ElfHeader header) || header.Magic != ElfMagic || header.ProgramHeaderCount > ProgramHeadersMax) return 0;
        var programs = new ProgramHeader[header.ProgramHeaderCount];
        if (!memory.TryFill<ProgramHeader>(module + header.ProgramHeaders, programs)) return 0;
        var dynamic = Array.Find(programs, program => program.Type == DynamicSegment);
        var entries = new DynamicEntry[Math.Min(dynamic.MemoryBytes / 16, DynamicEntriesMax)];
        if (!memory.TryFill<DynamicEntry>(module + dynamic.Address, entries)) return 0;
        return FindHashed(memory, module, Table(GnuHash), Table(SymbolTable), Table(StringTable), Encoding.ASCII.GetBytes(name + '\0'));

        ulong Table(ulong tag)
        {
            // The loader of glibc replaces offsets by addresses, others do not.
            var value = Array.Find(entries, entry => entry.Tag == tag).Value;
            return value < module ? module + value : value;
        }
    }

    private static ulong FindHashed(MemoryRead memory, ulong module, ulong hashTable, ulong symbols, ulong strings, byte[] name)
    {
        if (!memory.TryRead(hashTable, out HashHeader header) || header.Buckets is 0 or > BucketsMax || header.BloomWords > BucketsMax) return 0;
        var hash = 5381u;
        foreach (var letter in name.AsSpan(0, name.Length - 1)) hash = hash * 33 + letter;
        var buckets = hashTable + 16 + 8UL * header.BloomWords;
        var chains = buckets + 4UL * header.Buckets;
        if (!memory.TryRead(buckets + 4UL * (hash % header.Buckets), out uint index) || index < header.FirstSymbol) return 0;
        var found = new byte[name.Length];
        for (var step = 0; step < ChainMax; step++, index++)
        {
            if (!memory.TryRead(chains + 4UL * (index - header.FirstSymbol), out uint chained)) return 0;
            if ((chained | 1) == (hash | 1) && memory.TryRead(symbols + 24UL * index, out Symbol symbol)
                && memory.TryFill<byte>(strings + symbol.Name, found) && found.AsSpan().SequenceEqual(name))
                return module + symbol.Value;
            // The lowest bit marks the last of a bucket.
            if ((chained & 1) != 0) return 0;
        }
        return 0;
    }

    [StructLayout(LayoutKind.Explicit, Size = 64)]
    private struct ElfHeader
    {
        [FieldOffset(0)] public uint Magic;
        [FieldOffset(32)] public ulong ProgramHeaders;
        [FieldOffset(56)] public ushort ProgramHeaderCount;
    }

    [StructLayout(LayoutKind.Explicit, Size = 56)]
    private struct ProgramHeader
    {
        [FieldOffset(0)] public uint Type;
        [FieldOffset(16)] public ulong Address;
        [FieldOffset(40)] public ulong MemoryBytes;
    }

    private readonly record struct DynamicEntry(ulong Tag, ulong Value);

    private readonly record struct HashHeader(uint Buckets, uint FirstSymbol, uint BloomWords, uint BloomShift);

    private readonly record struct Symbol(uint Name, uint Kind, ulong Value, ulong Bytes);
}
