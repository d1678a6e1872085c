using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>The loader allocator objects that instances of collectible types hold, by type.</summary>
internal sealed class LoaderObjects(HeapSession session)
{
    /// <summary>Of a method table: one bit in .NET 8, another since .NET 9, where the former has come to mean something else. Those that may be collectible are asked about.</summary>
    private const uint CollectibleFlags = 0x1020_0000;

    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, ulong> _handles = [];
    private readonly Dictionary<ulong, ulong> _objects = [];
    private readonly HashSet<ulong> _asked = [];

    /// <summary>The object that instances of the type hold; 0 for none, and until the next <see cref="Refresh"/> for a type that is new.</summary>
    public ulong Of(ulong methodTable)
    {
        lock (_gate)
        {
            if (_objects.TryGetValue(methodTable, out var loader)) return loader;
            if (!_handles.ContainsKey(methodTable) && session.Memory.TryRead(methodTable, out uint flags) && (flags & CollectibleFlags) != 0) _asked.Add(methodTable);
            return 0;
        }
    }

    /// <summary>The same as it is at this moment.</summary>
    public ulong Now(ulong methodTable)
    {
        lock (_gate) return _handles.TryGetValue(methodTable, out var handle) && handle != 0 && session.Memory.TryRead(handle, out ulong loader) ? loader : 0;
    }

    /// <summary>Between scans: asks about new types, and reads where the objects lie now.</summary>
    public void Refresh()
    {
        lock (_gate)
        {
            var asked = _asked.ToList();
            _asked.Clear();
            var handles = asked.Count == 0 ? [] : session.Inspection.ResolveLoaders(asked);
            for (var i = 0; i < handles.Length; i++) _handles[asked[i]] = handles[i];
            foreach (var (methodTable, handle) in _handles)
                _objects[methodTable] = handle != 0 && session.Memory.TryRead(handle, out ulong loader) ? loader : 0;
        }
    }
}
