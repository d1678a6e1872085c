using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LeakFleet.Agent.Heap;

/// <summary>Values out of another process's memory.</summary>
internal static class MemoryReading
{
    public static bool TryRead<T>(this MemoryRead memory, ulong address, out T value) where T : unmanaged
    {
        value = default;
        return memory(address, MemoryMarshal.AsBytes(new Span<T>(ref value))) == Unsafe.SizeOf<T>();
    }

    public static bool TryFill<T>(this MemoryRead memory, ulong address, Span<T> values) where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(values);
        return memory(address, bytes) == bytes.Length;
    }

    /// <summary>As many of the words as can be read, from the first on.</summary>
    public static ReadOnlySpan<ulong> ReadWords(this MemoryRead memory, ulong address, Span<ulong> words) => words[..(memory(address, MemoryMarshal.AsBytes(words)) / sizeof(ulong))];
}
