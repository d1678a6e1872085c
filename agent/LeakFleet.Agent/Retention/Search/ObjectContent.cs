using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention.References;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>One object, read by its address.</summary>
internal static class ObjectContent
{
    /// <summary>The object's type and size; null when no object can lie there.</summary>
    public static (ulong MethodTable, MethodTableHeader Type, uint Components, ulong Bytes)? Header(MemoryRead memory, ulong address)
    {
        Span<ulong> words = stackalloc ulong[2];
        if (!MethodTableHeader.IsAddress(address) || !memory.TryFill(address, words)) return null;
        var methodTable = words[0] & ~RegionDecoder.MarkBits;
        if (!MethodTableHeader.IsAddress(methodTable) || !memory.TryRead(methodTable, out MethodTableHeader type) || !type.IsPlausible) return null;
        var components = type.HasComponents ? (uint)words[1] : 0;
        return (methodTable, type, components, (type.BaseSize + (ulong)components * type.ComponentSize + 7) & ~7UL);
    }

    /// <summary>What the object's references hold, offset by offset, as far as its first bytes go.</summary>
    public static IEnumerable<(int Offset, ulong Target)> References(MemoryRead memory, ulong address, int bytesMax)
    {
        if (Header(memory, address) is not { } found) return [];
        var layout = ReferenceLayouts.Read(memory, found.MethodTable, found.Type);
        if (layout.Kind is ReferenceKind.None or ReferenceKind.Unreadable) return [];
        // The size counts a header that lies before the object.
        var content = new byte[Math.Min(found.Bytes - sizeof(ulong), (ulong)bytesMax)];
        return memory(address, content) == content.Length ? layout.Read(content) : [];
    }

    public static IEnumerable<ulong> Targets(MemoryRead memory, ulong address, int bytesMax) => References(memory, address, bytesMax).Select(reference => reference.Target).Distinct();
}
