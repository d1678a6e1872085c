using System.Buffers.Binary;

namespace LeakFleet.Agent.Heap;

/// <summary>Addresses that x86-64 code names relative to itself.</summary>
internal static class CodeOperand
{
    /// <summary><c>push %rbp; mov %rsp,%rbp</c>, which a compiler may or may not put first.</summary>
    private static ReadOnlySpan<byte> Prologue => [0x55, 0x48, 0x89, 0xe5];

    /// <summary>The address in the first instruction, when it begins with <paramref name="instruction"/> and ends with four bytes of distance.</summary>
    /// <param name="address">Of the code.</param>
    public static ulong? AfterPrologue(ReadOnlySpan<byte> code, ulong address, ReadOnlySpan<byte> instruction)
    {
        var at = code.StartsWith(Prologue) ? Prologue.Length : 0;
        if (!code[at..].StartsWith(instruction)) return null;
        at += instruction.Length;
        return Relative(code[at..], address + (ulong)(at + sizeof(int)));
    }

    /// <summary>The address that lies the next four bytes' distance from <paramref name="next"/>, the next instruction's.</summary>
    public static ulong Relative(ReadOnlySpan<byte> distance, ulong next) => next + (ulong)BinaryPrimitives.ReadInt32LittleEndian(distance);

    /// <summary>Where the code goes on behind <paramref name="instructions"/>, with at least as many bytes left as any use of it takes; null when it does not.</summary>
    public static int? IndexOf(ReadOnlySpan<byte> code, ReadOnlySpan<byte> instructions)
    {
        const int RestBytes = 16;
        var at = code.IndexOf(instructions);
        return at >= 0 && at + instructions.Length + RestBytes <= code.Length ? at + instructions.Length : null;
    }
}
