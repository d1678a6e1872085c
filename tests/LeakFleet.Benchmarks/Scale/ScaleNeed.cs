namespace LeakFleet.Benchmarks.Scale;

/// <param name="Silos">At least, so that a share of each stays free.</param>
/// <param name="NetworkBytesPerSecond">From all agents.</param>
/// <param name="WriteSeconds">Least time between two writes of one process that the database keeps up with.</param>
internal readonly record struct ScaleNeed(double Processes, double Cores, double MemoryBytes, double Silos, double NetworkBytesPerSecond, double WriteSeconds);
