namespace LeakFleet.Server.Charts;

/// <summary>A tick and where it goes: percent on the time axis, pixels on the other.</summary>
internal readonly record struct PlacedTick(double Position, string Label);
