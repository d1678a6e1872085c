namespace LeakFleet.Benchmarks.Why;

/// <param name="Found">Requests that ended with a path.</param>
/// <param name="Confirmed">Of these, such with a path of which all was read within one period between collections.</param>
/// <param name="Wrong">Requests with a path that does not begin at the true holder.</param>
/// <param name="SecondsMax">The longest request.</param>
internal readonly record struct ChurnFigures(int Requests, int Found, int Confirmed, int Wrong, double SecondsMax);
