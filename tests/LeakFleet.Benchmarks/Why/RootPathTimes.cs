namespace LeakFleet.Benchmarks.Why;

/// <param name="FirstSeconds">Until the first path, or the whole time when there was none.</param>
internal readonly record struct RootPathTimes(double Seconds, double FirstSeconds, int Paths, bool WasCutOff);
