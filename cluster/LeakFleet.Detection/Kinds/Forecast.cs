namespace LeakFleet.Detection;

/// <summary>Hours until memory runs out, if the growth seen goes on: the middle, and an interval of 80 %.</summary>
/// <param name="High">Infinite when it may never be reached.</param>
public readonly record struct Forecast(double Hours, double Low, double High);
