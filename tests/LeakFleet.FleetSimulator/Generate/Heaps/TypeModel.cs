namespace LeakFleet.FleetSimulator.Generate;

/// <summary>How the live instances of one type behave in one version of a service.</summary>
/// <param name="Count">Instances when warm, at a load of 1.</param>
/// <param name="LoadShare">Part of them that follows the load.</param>
/// <param name="WarmUpShare">Part of them that is there only after the warm-up.</param>
/// <param name="WarmUp">Which of the heap's time constants it warms up with.</param>
/// <param name="NoiseSigma">Of its own autocorrelated noise, as a part.</param>
/// <param name="Noise">Which of the heap's time constants that noise has.</param>
/// <param name="Group">Types of one module move together.</param>
/// <param name="GroupWeight">How much it shares of their common noise: 0 for what never changes once it is loaded.</param>
/// <param name="TransientShare">Instances in flight when a collection happens, as a part: they only ever add.</param>
/// <param name="IsLarge">Lives in the large object heap.</param>
internal sealed record TypeModel(
    string Name,
    string Assembly,
    double Count,
    double BytesEach,
    double LoadShare,
    double WarmUpShare,
    int WarmUp,
    double NoiseSigma,
    int Noise,
    int Group,
    double GroupWeight,
    double TransientShare,
    bool IsLarge)
{
    public double Bytes => Count * BytesEach;
}
