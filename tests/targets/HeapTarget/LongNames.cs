namespace HeapTarget;

/// <summary>Types with names far longer than anybody writes: a generic type of two of a generic type of two of …</summary>
internal static class LongNames
{
    /// <summary>Each level doubles the name; 16 levels make 2^16 times some 20 characters.</summary>
    private const int Levels = 16;

    public static object[] Make()
    {
        var type = typeof(string);
        for (var level = 0; level < Levels; level++) type = typeof(KeyValuePair<,>).MakeGenericType(type, type);
        // An array of none: a value of 2^16 fields would be a large one.
        return [Array.CreateInstance(typeof(List<>).MakeGenericType(type), 1)];
    }
}
