namespace LeakFleet.Agent.Heap;

/// <param name="Name">Full name with generic arguments.</param>
/// <param name="Assembly">Simple name of the defining assembly; empty when unknown.</param>
internal readonly record struct TypeName(string Name, string Assembly);
