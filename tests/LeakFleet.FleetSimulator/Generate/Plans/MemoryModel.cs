namespace LeakFleet.FleetSimulator.Generate;

/// <summary>Memory outside the managed objects, and what is counted.</summary>
/// <param name="FreeShare">Usual fragmentation, as a part of the heap.</param>
/// <param name="FreeGrowthShare">Fragmentation that comes with age and levels off.</param>
/// <param name="BudgetBytes">What the GC keeps committed for new objects.</param>
/// <param name="NativeGrowthShare">Native memory that comes with age and levels off: arenas, compiled code.</param>
internal sealed record MemoryModel(
    double FreeShare,
    double FreeGrowthShare,
    double FreeGrowthHours,
    double BudgetBytes,
    double NativeBytes,
    double NativeGrowthShare,
    double NativeGrowthHours,
    double NativeNoise,
    double FileBytes,
    double Threads,
    double ThreadsPerLoad,
    double FileDescriptors,
    double FileDescriptorsPerLoad,
    double Handles,
    double HandlesPerLoad)
{
    public static MemoryModel Draw(Rng rng, double heapBytes) => new(
        rng.Uniform(0.02, 0.2),
        rng.Uniform(0, 0.15),
        rng.LogUniform(0.5, 8),
        heapBytes * rng.Uniform(0.05, 0.25) + 8e6,
        25e6 + heapBytes * rng.Uniform(0.02, 0.25),
        rng.Uniform(0, 0.3),
        rng.LogUniform(0.3, 6),
        rng.LogUniform(0.002, 0.03),
        rng.Uniform(60e6, 180e6),
        rng.Uniform(20, 45),
        rng.Uniform(0, 25),
        rng.Uniform(80, 250),
        rng.Uniform(10, 400),
        rng.LogUniform(400, 5000),
        rng.Uniform(20, 400));

    /// <summary>Free space between objects, without noise and leaks.</summary>
    public double FreeBytes(double heapBytes, double ageHours) =>
        heapBytes * (FreeShare + FreeGrowthShare * (1 - Math.Exp(-ageHours / FreeGrowthHours)));

    public double Native(double ageHours) => NativeBytes * (1 - NativeGrowthShare * Math.Exp(-ageHours / NativeGrowthHours));
}
