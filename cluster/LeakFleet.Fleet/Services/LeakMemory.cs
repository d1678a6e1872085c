namespace LeakFleet.Fleet;

/// <summary>How many replicas of a version had a leak.</summary>
internal sealed record LeakMemory(string Fingerprint, int Affected, int Watched);
