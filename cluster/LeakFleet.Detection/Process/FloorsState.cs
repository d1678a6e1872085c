namespace LeakFleet.Detection;

/// <summary>The floors of one series as they are saved: each cell is a value of (base + cell) · 2^shift, 65,535 for none.</summary>
public readonly record struct FloorsState(uint Base, byte Shift, ReadOnlyMemory<ushort> Cells);
