namespace LeakFleet.Agent.Heap;

/// <summary>
/// Names by method table, from walk to walk. A name is used again only where the method table still holds the same words: an unloaded
/// type's memory may hold another type by now.
/// </summary>
/// <param name="bytesMax">Of the text kept, see <see cref="HeapWalkOptions.NameBytesMax"/>.</param>
internal sealed class TypeNameCache(MemoryRead memory, int bytesMax)
{
    private Dictionary<ulong, (MethodTableHeader Header, TypeName Name)> _names = [];
    private bool _isFull;

    /// <summary>
    /// Names of the walk's types by id, null where the runtime knows none and where the limit is reached; types that were not met are forgotten.
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
                bytes += name.Bytes;
                _isFull = bytes > bytesMax;
                if (!_isFull) names[unknown[i]] = name;
            }
        }

        var kept = new Dictionary<ulong, (MethodTableHeader, TypeName)>(types.Count);
        for (var id = 0; id < names.Length; id++)
        {
            if (names[id] is { } name) kept[types[id].MethodTable] = (types[id].Header, name);
        }
        _names = kept;
        return names;
    }
}
