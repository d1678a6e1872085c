namespace LeakFleet.Fleet;

/// <summary>A state that could not be written, and why.</summary>
public readonly record struct StateFault(string Key, string Reason);
