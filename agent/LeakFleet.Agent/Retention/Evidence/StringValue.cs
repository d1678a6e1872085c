using System.Runtime.InteropServices;
using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>The text of a string object. Read only where a person at the machine asked for values.</summary>
internal static class StringValue
{
    private const int CharsMax = 120;

    /// <summary>Behind the method table and the length.</summary>
    private const ulong CharsOffset = 12;

    private const ulong LengthOffset = 8;

    /// <summary>Its beginning, with control characters replaced; null when it cannot be read.</summary>
    public static string? Read(MemoryRead memory, ulong address)
    {
        if (!memory.TryRead(address + LengthOffset, out int length) || length < 0) return null;
        var chars = new char[Math.Min(length, CharsMax)];
        if (memory(address + CharsOffset, MemoryMarshal.AsBytes(chars.AsSpan())) != chars.Length * sizeof(char)) return null;
        var text = PlainText.Of(new string(chars), CharsMax);
        return length > CharsMax ? text + "…" : text;
    }
}
