using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention.References;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>Reads many objects by their addresses, and of each type only once where it holds references: mostly one read for an object.</summary>
internal sealed class ObjectReader(MemoryRead memory, int contentBytesMax)
{
    /// <summary>Read at first; most objects are smaller.</summary>
    private const int FirstBytes = 128;

    /// <summary>Of all types together. A type of a program has a few.</summary>
    private const int RunsMax = 256 * 1024;

    private readonly Dictionary<ulong, (MethodTableHeader Header, ReferenceLayout Layout)?> _types = [];
    private readonly byte[] _content = new byte[contentBytesMax];
    private int _runs;

    /// <summary>The object's type, and what its references hold as far as its first bytes go; null where no object can lie.</summary>
    public (ulong MethodTable, IEnumerable<(int Offset, ulong Target)> References)? Read(ulong address)
    {
        if (!MethodTableHeader.IsAddress(address)) return null;
        var read = memory(address, _content.AsSpan(0, Math.Min(FirstBytes, _content.Length)));
        if (read < 2 * sizeof(ulong)) return null;
        var methodTable = BitConverter.ToUInt64(_content) & ~RegionDecoder.MarkBits;
        if (TypeOf(methodTable) is not var (header, layout)) return null;
        if (layout.Kind is ReferenceKind.None or ReferenceKind.Unreadable) return (methodTable, []);
        var components = header.HasComponents ? BitConverter.ToUInt32(_content, sizeof(ulong)) : 0;
        // The size counts a header that lies before the object.
        var bytes = (int)Math.Min(header.BaseSize + (ulong)components * header.ComponentSize - sizeof(ulong), (ulong)_content.Length);
        if (bytes > read) read += memory(address + (ulong)read, _content.AsSpan(read, bytes - read));
        return (methodTable, layout.Read(_content.AsMemory(0, Math.Min(bytes, read))));
    }

    private (MethodTableHeader Header, ReferenceLayout Layout)? TypeOf(ulong methodTable)
    {
        if (_types.TryGetValue(methodTable, out var known)) return known;
        if (!MethodTableHeader.IsAddress(methodTable) || !memory.TryRead(methodTable, out MethodTableHeader header) || !header.IsPlausible) return null;
        var layout = ReferenceLayouts.Read(memory, methodTable, header);
        if (layout.Runs.Length > RunsMax - _runs) layout = ReferenceLayout.Unreadable;
        _runs += layout.Runs.Length;
        return _types[methodTable] = (header, layout);
    }
}
