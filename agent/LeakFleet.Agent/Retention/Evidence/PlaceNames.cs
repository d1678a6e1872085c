using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention.Roots;
using LeakFleet.Agent.Retention.Search;

namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>Names of types and of the places within their objects, asked for together and kept.</summary>
internal sealed class PlaceNames(HeapSession session, TypeDirectory types)
{
    private const string UnknownType = "(unknown type)";

    private readonly Dictionary<FieldPlace, string?> _fields = [];
    private readonly Dictionary<ulong, MethodTableHeader> _headers = [];
    private readonly Dictionary<ulong, string> _typeNames = [];

    public void LearnTypes(IEnumerable<ulong> methodTables)
    {
        var unknown = new List<ulong>();
        foreach (var methodTable in methodTables.Distinct().Where(methodTable => !_typeNames.ContainsKey(methodTable)).ToList())
        {
            _headers[methodTable] = session.Memory.TryRead(methodTable, out MethodTableHeader header) ? header : default;
            if (types.Of(methodTable) is { } known) _typeNames[methodTable] = known.Name;
            else unknown.Add(methodTable);
        }
        foreach (var (methodTable, name) in unknown.Zip(session.Inspection.Resolve(unknown))) _typeNames[methodTable] = name?.Name ?? UnknownType;
    }

    /// <param name="places">Types, which must have been learnt, and offsets within their objects.</param>
    public void LearnFields(IEnumerable<(ulong MethodTable, long Offset)> places)
    {
        var unknown = places.Select(place => PlaceOf(place.MethodTable, place.Offset)).Distinct().Where(place => !_fields.ContainsKey(place)).ToList();
        foreach (var (place, name) in unknown.Zip(session.Inspection.ResolveFields(unknown))) _fields[place] = name;
    }

    public string Type(ulong methodTable) => _typeNames[methodTable];

    /// <summary>The field at an offset and, in an array, the element.</summary>
    public (string Field, long Element) At(ulong methodTable, long offset)
    {
        var field = _fields.GetValueOrDefault(PlaceOf(methodTable, offset)) ?? "";
        var header = _headers[methodTable];
        if (header.ComponentSize == 0) return (field.Length > 0 ? field : $"(at {offset})", PathStep.NoElement);
        return (field, (offset - DataOffset(header)) / header.ComponentSize);
    }

    /// <summary>The same in one: <c>[3].value</c>.</summary>
    public string Text(ulong methodTable, long offset)
    {
        var (field, element) = At(methodTable, offset);
        return element == PathStep.NoElement ? field : field.Length > 0 ? $"[{element}].{field}" : $"[{element}]";
    }

    private FieldPlace PlaceOf(ulong methodTable, long offset)
    {
        var header = _headers[methodTable];
        var within = header.ComponentSize == 0 ? offset : (offset - DataOffset(header)) % header.ComponentSize;
        return new FieldPlace(methodTable, (int)Math.Clamp(within, 0, int.MaxValue));
    }

    /// <summary>Of an array's first element: behind everything that an empty one has but the header before it.</summary>
    private static long DataOffset(in MethodTableHeader header) => header.BaseSize - (long)sizeof(ulong);
}
