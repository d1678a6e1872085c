namespace LeakFleet.FleetSimulator.Generate;

/// <summary>One service over the window: all that its processes share.</summary>
internal sealed record ServicePlan(
    string Name,
    string Scenario,
    long FromUnixMilliseconds,
    long ToUnixMilliseconds,
    ServiceLoad Load,
    IReadOnlyList<CacheModel> Caches,
    IReadOnlyList<LeakModel> Leaks,
    MemoryModel Memory,
    SamplingModel Sampling,
    long LimitBytes);
