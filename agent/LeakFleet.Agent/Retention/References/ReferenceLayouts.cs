using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Retention.References;

/// <summary>Reads where a type's objects hold references, from the memory of the process that has the type.</summary>
internal static class ReferenceLayouts
{
    public static ReferenceLayout Read(MemoryRead memory, ulong methodTable, in MethodTableHeader header)
    {
        if ((header.Flags & GcDescriptor.ContainsReferences) == 0) return ReferenceLayout.None;
        if (!memory.TryRead(methodTable - sizeof(ulong), out long count) || GcDescriptor.Bytes(count) is not { } bytes) return ReferenceLayout.Unreadable;
        Span<byte> words = stackalloc byte[bytes];
        return memory.TryFill(methodTable - (ulong)bytes, words) ? GcDescriptor.Decode(words, header) : ReferenceLayout.Unreadable;
    }
}
