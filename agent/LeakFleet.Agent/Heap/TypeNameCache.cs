namespace LeakFleet.Agent.Heap;

/// <summary>
/// Names by method table, from walk to walk. A name is used again only where the method table still holds the same words: an unloaded
/// type's memory may hold another type by now.
/// </summary>
/// <param name="bytesMax">Of one walk's names, see <see cref="HeapWalkOptions.NameBytesMax"/>.</param>
internal sealed class TypeNameCache(MemoryRead memory, int bytesMax, TypeNameRoom room) : IDisposable
{
    private Dictionary<ulong, (MethodTableHeader Header, TypeName Name)> _names = [];
    private bool _isFull;
    private long _room;

    /// <summary>
    /// Names of the walk's types by id, null where the runtime knows none and where the limit is reached; types that were not met are forgotten, and those that there is no
    /// room for.
    /// </summary>
    public TypeName?[] Resolve(IReadOnlyList<(ulong MethodTable, MethodTableHeader Header)> types, IRuntimeInspection inspection)
    {
        var names = new TypeName?[types.Count];
        var unknown = new List<int>();
        var bytes = 0L;
        for (var id = 0; id < names.Length; id++)
        {
            var (methodTable, header) = types[id];
            if (_names.TryGetValue(methodTable, out var known) && known.Header == header)
            {
                names[id] = known.Name;
                bytes += known.Name.Bytes;
            }
            else unknown.Add(id);
        }
        // What has no room is not asked for again in each walk: next to nothing but a program that is after this has so many names.
        _isFull &= bytes > bytesMax / 2;
        if (unknown.Count > 0 && !_isFull)
        {
            var resolved = inspection.Resolve(unknown.ConvertAll(id => types[id].MethodTable));
            for (var i = 0; i < resolved.Length && !_isFull; i++)
            {
                var (methodTable, header) = types[unknown[i]];
                // After the answer: had another type come to lie there since this one was counted, the name could be that one's.
                if (resolved[i] is not { } name || !MethodTableHeader.TryRead(memory, methodTable, out var now) || now != header) continue;
                _isFull = bytes + name.Bytes > bytesMax;
                if (_isFull) continue;
                bytes += name.Bytes;
                names[unknown[i]] = name;
            }
        }

        Keep(types, names, bytes);
        return names;
    }

    public void Dispose()
    {
        _names = [];
        _room = room.Exchange(_room, 0);
    }

    private void Keep(IReadOnlyList<(ulong MethodTable, MethodTableHeader Header)> types, TypeName?[] names, long bytes)
    {
        _names = [];
        _room = room.Exchange(_room, bytes);
        var assemblies = new Dictionary<string, string>(StringComparer.Ordinal);
        var (left, forgotten) = (_room, 0);
        for (var id = 0; id < names.Length; id++)
        {
            if (names[id] is not { } name) continue;
            if (name.Bytes > left)
            {
                forgotten++;
                continue;
            }
            left -= name.Bytes;
            if (!assemblies.TryGetValue(name.Assembly, out var assembly)) assemblies[name.Assembly] = assembly = name.Assembly;
            _names[types[id].MethodTable] = (types[id].Header, name with { Assembly = assembly });
        }
        if (forgotten > 0) AgentMetrics.NamesForgotten.Add(forgotten);
    }
}
