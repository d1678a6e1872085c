namespace LeakFleet.Fleet;

/// <summary>How fast a series of a version rose.</summary>
internal sealed record SlopeMemory(string Kind, string Type, string Assembly, double PerHour);
