namespace LeakFleet.Agent.Heap;

/// <summary>
/// Names by method table, from walk to walk. A name is used again only where the method table still holds the same words: an unloaded
/// type's memory may hold another type by now.
/// </summary>
internal sealed class TypeNameCache
{
    private Dictionary<ulong, (MethodTableHeader Header, TypeName Name)> _names = [];

    /// <summary>Names of the walk's types by id, null where the runtime knows none; types that were not met are forgotten.</summary>
    public TypeName?[] Resolve(IReadOnlyList<(ulong MethodTable, MethodTableHeader Header)> types, IRuntimeInspection inspection)
    {
        var names = new TypeName?[types.Count];
        var unknown = new List<int>();
        for (var id = 0; id < names.Length; id++)
        {
            var (methodTable, header) = types[id];
            if (_names.TryGetValue(methodTable, out var known) && known.Header == header) names[id] = known.Name;
            else unknown.Add(id);
        }
        var resolved = unknown.Count == 0 ? [] : inspection.Resolve(unknown.ConvertAll(id => types[id].MethodTable));
        for (var i = 0; i < resolved.Length; i++) names[unknown[i]] = resolved[i];

        var kept = new Dictionary<ulong, (MethodTableHeader, TypeName)>(types.Count);
        for (var id = 0; id < names.Length; id++)
        {
            if (names[id] is { } name) kept[types[id].MethodTable] = (types[id].Header, name);
        }
        _names = kept;
        return names;
    }
}
