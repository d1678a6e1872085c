namespace LeakFleet.Agent.Retention.Roots;

/// <summary>A place within the objects of a type.</summary>
/// <param name="Offset">From the object's start; in arrays from the start of an element, whose field it is.</param>
internal readonly record struct FieldPlace(ulong MethodTable, int Offset);
