namespace LeakFleet.Agent.Heap;

/// <param name="Name">Full name with generic arguments.</param>
/// <param name="Assembly">Simple name of the defining assembly; empty when unknown.</param>
internal readonly record struct TypeName(string Name, string Assembly)
{
    /// <summary>Of a string, and of its type's entry in the cache; assemblies are few and shared.</summary>
    private const int BytesBeside = 120;

    /// <summary>What it takes while it is kept.</summary>
    public int Bytes => BytesBeside + Name.Length * sizeof(char);
}
