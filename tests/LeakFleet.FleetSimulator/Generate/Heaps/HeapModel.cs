namespace LeakFleet.FleetSimulator.Generate;

/// <summary>The heap of one version of a service: what all its replicas have in common.</summary>
/// <param name="WarmUpHours">Time constants of the warm-up; types choose one each.</param>
/// <param name="NoiseHours">Time constants of the types' own noise.</param>
/// <param name="GroupSigma">Noise that the types of a group share.</param>
/// <param name="GroupHours">Its time constant, one for each group.</param>
internal sealed record HeapModel(
    IReadOnlyList<TypeModel> Types,
    IReadOnlyList<double> WarmUpHours,
    IReadOnlyList<double> NoiseHours,
    double GroupSigma,
    IReadOnlyList<double> GroupHours)
{
    public double Bytes { get; } = Types.Sum(t => t.Bytes);

    /// <summary>Bytes that follow the load.</summary>
    public double LoadBytes { get; } = Types.Sum(t => t.Bytes * t.LoadShare);

    /// <summary>Bytes that come with each of the warm-up's time constants.</summary>
    public IReadOnlyList<double> WarmUpBytes { get; } =
        [.. Enumerable.Range(0, WarmUpHours.Count).Select(k => Types.Where(t => t.WarmUp == k).Sum(t => t.Bytes * t.WarmUpShare))];
}
