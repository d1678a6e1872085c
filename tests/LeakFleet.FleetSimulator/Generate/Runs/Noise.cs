namespace LeakFleet.FleetSimulator.Generate;

/// <summary>
/// Autocorrelated noise of variance 1 (an Ornstein-Uhlenbeck process): the correlation falls with the time between two looks, however irregular they are.
/// At phi 0.95 each ten minutes the time constant is 3.2 hours.
/// </summary>
internal struct Noise
{
    public double Value { get; private set; }

    public static double Keep(double hours, double timeConstantHours) => Math.Exp(-hours / timeConstantHours);

    public void Begin(Rng rng) => Value = rng.Normal();

    /// <param name="keep">Of <see cref="Keep"/>, which is the same for many.</param>
    public double Step(Rng rng, double keep) => Step(rng, keep, Math.Sqrt(1 - keep * keep));

    public double Step(Rng rng, double keep, double spread) => Value = keep * Value + spread * rng.Normal();
}
