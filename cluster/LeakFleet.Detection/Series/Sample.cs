namespace LeakFleet.Detection;

/// <summary>One observed value: bytes or a count, at a point in time.</summary>
public readonly record struct Sample(long UnixMilliseconds, double Value);
