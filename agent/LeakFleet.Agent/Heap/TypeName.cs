namespace LeakFleet.Agent.Heap;

/// <param name="Name">Full name with generic arguments.</param>
/// <param name="Assembly">Simple name of the defining assembly; empty when unknown.</param>
internal readonly record struct TypeName(string Name, string Assembly)
{
    /// <summary>What its text takes while it is kept.</summary>
    public int Bytes => (Name.Length + Assembly.Length) * sizeof(char);
}
