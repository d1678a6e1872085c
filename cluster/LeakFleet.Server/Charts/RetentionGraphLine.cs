namespace LeakFleet.Server.Charts;

/// <summary>From a holder down to what it holds.</summary>
public readonly record struct RetentionGraphLine(double FromX, double FromY, double ToX, double ToY, double Width, bool IsUnknown);
