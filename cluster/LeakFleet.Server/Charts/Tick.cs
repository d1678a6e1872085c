namespace LeakFleet.Server.Charts;

/// <summary>A value worth a line and a label on an axis.</summary>
internal readonly record struct Tick(double Value, string Label);
