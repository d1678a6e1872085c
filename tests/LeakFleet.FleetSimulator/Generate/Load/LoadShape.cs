namespace LeakFleet.FleetSimulator.Generate;

/// <summary>How the load of a service moves; its mean is about 1.</summary>
/// <param name="DailyAmplitude">0 is flat, 0.8 nearly silent at night.</param>
/// <param name="WeekendFactor">Load of Saturday and Sunday as a part of the other days'.</param>
/// <param name="BurstHeight">Load at the top of a burst, on top of the rest.</param>
/// <param name="NoiseHours">Time constant of the autocorrelated noise.</param>
internal sealed record LoadShape(
    double DailyAmplitude,
    double PeakHour,
    double WeekendFactor,
    double BurstsPerDay,
    double BurstHeight,
    double BurstMinutes,
    double NoiseSigma,
    double NoiseHours)
{
    public static LoadShape Draw(Rng rng) => new(
        rng.Uniform(0, 0.6),
        rng.Uniform(9, 21),
        rng.Uniform(0.5, 1),
        rng.Chance(0.5) ? rng.Uniform(0, 4) : 0,
        rng.Uniform(0.3, 2),
        rng.LogUniform(5, 60),
        rng.LogUniform(0.01, 0.15),
        rng.LogUniform(0.2, 4));
}
