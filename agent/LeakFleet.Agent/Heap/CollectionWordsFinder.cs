using System.Buffers.Binary;

namespace LeakFleet.Agent.Heap;

/// <summary>
/// Finds where a runtime counts its collections. No library tells: neither the debugger access library nor, up to .NET 10, the contract
/// descriptor has it. But every collector offers itself to the runtime as an object of one interface, whose first methods have kept their places since
/// .NET 5, and four of them are nothing but "give that variable". Their code says where it lies, without symbols, in the collector of
/// libcoreclr.so (workstation, server) as in one of its own (libclrgc.so). Where the code reads in any other way there is no answer.
/// </summary>
/// <remarks>
/// The collector's own index, <c>gc_index</c>, would be simpler to find and is not enough: while a background collection runs it is set back
/// to that one's after each other collection, so it can be equal before and after one.
/// </remarks>
internal static class CollectionWordsFinder
{
    /// <summary>Exported by every runtime for its debugger: the addresses of its global variables, among them that of the collector.</summary>
    private const string VariablesSymbol = "g_dacTable";

    /// <summary>There are about a hundred. The collector's place among them differs from version to version.</summary>
    private const int VariablesMax = 192;

    private const int SlotCount = 40;
    private const int CountSlot = 23;
    private const int CondemnedSlot = 37;
    private const int InProgressSlot = 38;
    private const int IndexSlot = 39;

    /// <summary>Of a method, from its start. The longest of the four has 70 bytes.</summary>
    private const int CodeBytes = 96;

    /// <summary>Index of the collection, then the condemned generation: neighbours in the collector's settings.</summary>
    private const ulong IndexBytes = 8;

    private const int StrideMax = 4096;

    /// <summary>Null when this runtime's collector is not built as those that are known.</summary>
    public static CollectionWords? Find(MemoryRead memory, ulong coreClrBase)
    {
        var table = ExportedSymbol.Find(memory, coreClrBase, VariablesSymbol);
        Span<ulong> variables = stackalloc ulong[VariablesMax];
        if (table == 0 || !memory.TryFill(table, variables)) return null;
        foreach (var variable in variables)
        {
            if (TryAddress(memory, variable, out var collector) && TryAddress(memory, collector, out var methods) && FindBy(memory, methods) is { } words)
                return words;
        }
        return null;
    }

    private static CollectionWords? FindBy(MemoryRead memory, ulong methods)
    {
        Span<ulong> slots = stackalloc ulong[SlotCount];
        Span<byte> code = stackalloc byte[CodeBytes];
        if (!memory.TryFill(methods, slots)) return null;
        // Index and condemned generation side by side: that makes it a collector and nothing else.
        if (!memory.TryFill(slots[IndexSlot], code) || CodeOperand.AfterPrologue(code, slots[IndexSlot], [0x48, 0x8b, 0x05]) is not { } index) return null;
        if (!memory.TryFill(slots[CondemnedSlot], code) || CodeOperand.AfterPrologue(code, slots[CondemnedSlot], [0x8b, 0x05]) != index + IndexBytes) return null;
        if (!memory.TryFill(slots[InProgressSlot], code) || CodeOperand.AfterPrologue(code, slots[InProgressSlot], [0x48, 0x8d, 0x05]) is not { } inProgress) return null;
        if (!memory.TryFill(slots[CountSlot], code) || Counts(memory, code, slots[CountSlot]) is not { } counts) return null;
        return counts with { InProgress = inProgress };
    }

    /// <summary>The counts of generation <c>esi</c>, in an array of the one heap of a workstation or of the first heap of a server.</summary>
    private static CollectionWords? Counts(MemoryRead memory, ReadOnlySpan<byte> code, ulong address)
    {
        // movslq %esi,%rax; imul $STRIDE,%rax,%rax; lea ARRAY(%rip),%rcx; mov OFFSET(%rax,%rcx,1),%eax
        if (CodeOperand.IndexOf(code, [0x48, 0x63, 0xc6, 0x48, 0x69, 0xc0]) is { } own)
        {
            var rest = code[own..];
            return rest[4..7].SequenceEqual<byte>([0x48, 0x8d, 0x0d]) && rest[11..14].SequenceEqual<byte>([0x8b, 0x44, 0x08])
                ? Checked(CodeOperand.Relative(rest[7..], address + (ulong)(own + 11)) + rest[14], BinaryPrimitives.ReadInt32LittleEndian(rest))
                : null;
        }
        // mov HEAPS(%rip),%rax; mov (%rax),%rax; movslq %esi,%rcx; imul $STRIDE,%rcx,%rcx; mov OFFSET(%rax,%rcx,1),%eax
        if (CodeOperand.IndexOf(code, [0x48, 0x8b, 0x00, 0x48, 0x63, 0xce, 0x48, 0x69, 0xc9]) is { } many and >= 16)
        {
            var before = code[(many - 16)..];
            var rest = code[many..];
            if (!before[..3].SequenceEqual<byte>([0x48, 0x8b, 0x05]) || !rest[4..7].SequenceEqual<byte>([0x8b, 0x84, 0x08])) return null;
            var heaps = CodeOperand.Relative(before[3..], address + (ulong)(many - 9));
            if (!TryAddress(memory, heaps, out var array) || !TryAddress(memory, array, out var heap)) return null;
            return Checked(heap + BinaryPrimitives.ReadUInt32LittleEndian(rest[7..]), BinaryPrimitives.ReadInt32LittleEndian(rest));
        }
        return null;
    }

    private static CollectionWords? Checked(ulong counts, int stride) =>
        MethodTableHeader.IsAddress(counts) && stride is > 0 and <= StrideMax && stride % sizeof(ulong) == 0 ? new CollectionWords(counts, stride, 0) : null;

    private static bool TryAddress(MemoryRead memory, ulong at, out ulong address)
    {
        address = 0;
        return MethodTableHeader.IsAddress(at) && memory.TryRead(at, out address) && MethodTableHeader.IsAddress(address);
    }
}
