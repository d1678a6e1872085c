namespace LeakFleet.Agent.Retention.Roots;

/// <summary>A static field that holds an object.</summary>
/// <param name="Address">Of the word that holds it.</param>
/// <param name="Name"><c>Namespace.Type.Field</c>.</param>
/// <param name="Thread">The thread whose field it is, by the operating system's number; 0 for a field of all.</param>
internal readonly record struct StaticSlot(ulong Address, string Name, int Thread);
