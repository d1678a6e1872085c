namespace LeakFleet.Fleet;

/// <summary>Which series of a process a profile is of.</summary>
internal readonly record struct ProfileKey(string Kind, string Type, string Assembly);
