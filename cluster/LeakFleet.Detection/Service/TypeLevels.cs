namespace LeakFleet.Detection;

/// <summary>
/// What one process holds of each of its types: the largest floor of the latest half of its life, 12 bytes a type. A process that is rising has its siblings
/// to compare with: while it holds less than older ones have held all the time, it is on its way to where they are.
/// </summary>
public sealed class TypeLevels
{
    private readonly ulong[] _types;
    private readonly float[] _levels;

    private TypeLevels(ulong[] types, float[] levels) => (_types, _levels) = (types, levels);

    /// <summary>By the hashes of their names, in ascending order.</summary>
    public IReadOnlyList<ulong> Types => _types;

    /// <summary>Of the types at the same places.</summary>
    public IReadOnlyList<float> Values => _levels;

    /// <summary>Levels as they were sent; null when they cannot be that.</summary>
    public static TypeLevels? Of(ulong[] types, float[] levels)
    {
        if (types.Length != levels.Length || types.Length > ProcessTrend.TypesMax) return null;
        for (var i = 1; i < types.Length; i++)
            if (types[i] < types[i - 1]) return null;
        return new TypeLevels(types, levels);
    }

    public static TypeLevels Of(ProcessTrend trend)
    {
        var types = new ulong[trend.Count];
        var levels = new float[trend.Count];
        Span<float> floors = stackalloc float[BucketAxis.BucketsMax];
        for (var slot = 0; slot < types.Length; slot++)
        {
            var count = trend.CopyFloors(slot, floors);
            types[slot] = Name(trend.Table[slot].Name, trend.Table[slot].Assembly);
            foreach (var floor in floors[(count / 2)..count])
                if (floor > levels[slot]) levels[slot] = floor;
        }

        Array.Sort(types, levels);
        return new TypeLevels(types, levels);
    }

    /// <summary>0 for a type that is not among those followed.</summary>
    public float this[string type, string assembly] => Array.BinarySearch(_types, Name(type, assembly)) is >= 0 and var place ? _levels[place] : 0;

    /// <summary>FNV-1a: the same in every process and on every host, which the runtime's own hashes are not.</summary>
    private static ulong Name(string type, string assembly)
    {
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var c in type) hash = (hash ^ c) * 1_099_511_628_211UL;
        hash = (hash ^ '|') * 1_099_511_628_211UL;
        foreach (var c in assembly) hash = (hash ^ c) * 1_099_511_628_211UL;
        return hash;
    }
}
