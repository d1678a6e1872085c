using System.Buffers.Binary;

namespace LeakFleet.Agent.Tests.Heap.Isolation;

/// <summary>The smallest shared library of x86-64 that the loader takes: one segment, the loader's table, and machine code that it runs when it has loaded it.</summary>
internal static class LibraryImage
{
    private const int HeaderBytes = 64;
    private const int SegmentBytes = 56;
    private const int SymbolBytes = 24;

    private const ulong StringTable = 5;
    private const ulong SymbolTable = 6;
    private const ulong StringTableBytes = 10;
    private const ulong SymbolEntryBytes = 11;
    private const ulong Constructor = 12;

    public static byte[] WithConstructor(byte[] code)
    {
        const int table = HeaderBytes + 3 * SegmentBytes;
        const int symbols = table + 6 * 16;
        const int strings = symbols + SymbolBytes;
        const int start = strings + 16;
        var total = (ulong)(start + code.Length);
        var image = new byte[total];
        ulong[] words =
        [
            // ELF, 64 bits, little-endian, version 1; a shared library for x86-64; three segments right after this header.
            0x00010102464c457f, 0, 0x00000001003e0003, 0, HeaderBytes, 0, 0x0038004000000000, 0x0000000000400003,
            // PT_LOAD: all of the file, to be read, written and run. PT_DYNAMIC. PT_GNU_STACK: no code on the stack.
            1 | 7UL << 32, 0, 0, 0, total, total, 0x1000,
            2 | 6UL << 32, table, table, table, symbols - table, symbols - table, 8,
            0x6474e551 | 6UL << 32, 0, 0, 0, 0, 0, 16,
            Constructor, start, StringTable, strings, SymbolTable, symbols, StringTableBytes, 1, SymbolEntryBytes, SymbolBytes, 0, 0,
        ];
        for (var i = 0; i < words.Length; i++) BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(8 * i), words[i]);
        code.CopyTo(image, start);
        return image;
    }
}
