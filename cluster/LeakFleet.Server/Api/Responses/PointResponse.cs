namespace LeakFleet.Server.Api;

/// <summary>One value at one time; the unit is in the name of the series.</summary>
public readonly record struct PointResponse(DateTimeOffset At, double Value);
