namespace LeakFleet.FleetSimulator.Generate;

/// <summary>A bounded cache, which fills while a process runs.</summary>
/// <param name="Hours">Time constant of the filling.</param>
/// <param name="EntriesMax">When full, at a load of 1.</param>
internal sealed record CacheModel(CacheForm Form, double Hours, double EntriesMax, IReadOnlyList<TypePart> Parts)
{
    /// <summary>Distinct keys seen grow with a power of the requests (Heaps' law).</summary>
    private const double HeapsExponent = 0.6;

    public double Entries(double ageHours, double load) => ageHours <= 0 ? 0 : EntriesMax * (Form switch
    {
        CacheForm.Saturating => 1 - Math.Exp(-ageHours / Hours),
        CacheForm.DistinctKeys => Math.Min(1, Math.Pow(ageHours / (3 * Hours), HeapsExponent)),
        _ => load * Math.Min(1, ageHours / Hours),
    });

    public double Bytes(double ageHours, double load)
    {
        var entries = Entries(ageHours, load);
        var bytes = 0.0;
        foreach (var part in Parts) bytes += part.Bytes(entries);
        return bytes;
    }
}
