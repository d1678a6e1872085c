namespace LeakFleet.Fleet;

/// <summary>A type as users know it. Two of the same name in two load contexts are one: both come from the same source line.</summary>
internal readonly record struct TypeKey(string Name, string Assembly);
