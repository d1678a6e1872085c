namespace LeakFleet.FleetSimulator.Generate;

/// <summary>From which the heap of a service is drawn.</summary>
internal sealed class HeapShape
{
    /// <summary>When warm, at a load of 1.</summary>
    public double Bytes { get; set; }

    public int Types { get; set; }

    /// <summary>0: nothing follows the load; 1: as much as each type can.</summary>
    public double LoadSensitivity { get; set; }

    public double WarmUpShare { get; set; }

    public double WarmUpHoursMax { get; set; }

    public double NoiseFactor { get; set; } = 1;

    public double NoiseHoursMax { get; set; } = 3.2;

    public double GroupSigma { get; set; }

    public double TransientFactor { get; set; } = 1;

    public static HeapShape Draw(Rng rng) => new()
    {
        Bytes = rng.LogUniform(50e6, 2e9),
        Types = (int)rng.LogUniform(50, 400),
        LoadSensitivity = rng.Uniform(0, 0.8),
        WarmUpShare = rng.Uniform(0.05, 0.6),
        WarmUpHoursMax = rng.LogUniform(0.2, 3),
        NoiseFactor = rng.LogUniform(0.3, 1.5),
        GroupSigma = rng.LogUniform(0.001, 0.02),
    };
}
