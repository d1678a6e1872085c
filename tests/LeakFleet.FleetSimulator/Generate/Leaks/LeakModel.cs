namespace LeakFleet.FleetSimulator.Generate;

/// <summary>What leaks, and how fast, in a process that does.</summary>
/// <param name="UnitsPerHour">Leaked objects, threads, handles, … in the mean.</param>
/// <param name="Parts">Managed objects of one unit.</param>
/// <param name="StepHours">Between two steps of <see cref="LeakForm.Stepwise"/>.</param>
internal sealed record LeakModel(
    string Kind,
    LeakForm Form,
    double UnitsPerHour,
    double StepHours,
    IReadOnlyList<TypePart> Parts,
    UnitCost Unit)
{
    /// <summary>Managed bytes, free space between objects and native memory of that many units.</summary>
    public double ManagedBytes(double units)
    {
        var bytes = 0.0;
        foreach (var part in Parts) bytes += part.Bytes(units);
        return bytes;
    }

    public double AllBytes(double units) => ManagedBytes(units) + units * (Unit.FreeBytes + Unit.NativeBytes);

    public double BytesPerHour => Parts.Sum(p => p.CountEach * p.BytesEach) * UnitsPerHour + UnitsPerHour * (Unit.FreeBytes + Unit.NativeBytes);

    /// <summary>Units leaked between two times.</summary>
    public double Units(long from, long to, ServiceLoad load)
    {
        if (to <= from) return 0;
        var hours = (double)(to - from) / Clock.Hour;
        return UnitsPerHour * (Form switch
        {
            LeakForm.LoadProportional => load.TotalHours(to) - load.TotalHours(from),
            LeakForm.Stepwise => StepHours * Math.Floor(hours / StepHours),
            _ => hours,
        });
    }
}
