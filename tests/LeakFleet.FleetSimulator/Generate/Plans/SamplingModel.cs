namespace LeakFleet.FleetSimulator.Generate;

/// <summary>How often the runtime collects and the agent looks.</summary>
/// <param name="Gen2Minutes">Between natural gen2 collections, in the mean at a load of 1.</param>
/// <param name="Gen2Spread">Sigma of their logarithm.</param>
/// <param name="WalkMinutesMin">The agent's shortest interval between walks, as its budget stretches it.</param>
/// <param name="EphemeralPerMinute">Gen0 and gen1 collections.</param>
/// <param name="PartialChance">A walk that misses part of the heap.</param>
internal sealed record SamplingModel(
    double Gen2Minutes, double Gen2Spread, double WalkMinutesMin, double EphemeralPerMinute, double MemoryMinutes, double PartialChance, double PartialShareMax)
{
    /// <summary>Without a gen2 collection the agent walks all the same, after its longest interval.</summary>
    public const double WalkMinutesMax = 10;

    /// <summary>Room for a natural gen2 between a stretched shortest interval and the walk without one.</summary>
    private const double FallbackStretch = 1.5;

    public long FallbackMilliseconds => Clock.Minutes(Math.Max(WalkMinutesMax, FallbackStretch * WalkMinutesMin));

    public static SamplingModel Draw(Rng rng)
    {
        var walk = rng.LogUniform(1, 8);
        return new SamplingModel(rng.LogUniform(1, 9), rng.Uniform(0.2, 0.7), walk, rng.LogUniform(0.5, 6), rng.Uniform(1, 3), rng.Uniform(0, 0.02), 0.3);
    }
}
