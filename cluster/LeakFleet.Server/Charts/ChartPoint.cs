namespace LeakFleet.Server.Charts;

/// <summary>One point that can be hovered.</summary>
public readonly record struct ChartPoint(double XPercent, double Y, string Title);
