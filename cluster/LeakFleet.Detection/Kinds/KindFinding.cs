namespace LeakFleet.Detection;

/// <summary>One leak that the measures of a process show, named by its cause.</summary>
/// <param name="Kind">One of <see cref="FindingKind"/>.</param>
/// <param name="Type">The managed type that grows with it, and so says whose it is; empty without one.</param>
/// <param name="Growth">Of the measure that names it.</param>
/// <param name="BytesPerHour">Growth of memory that is due to it; 0 when none is seen.</param>
/// <param name="ExplainsManaged">The types that grow do so because of it: they are no leak of their own.</param>
/// <param name="Evidence">Figures, a sentence each; the first is of what names it.</param>
public sealed record KindFinding(
    string Kind,
    string Type,
    string Assembly,
    MeasureGrowth Growth,
    double BytesPerHour,
    double BytesPerHourLow,
    double BytesPerHourHigh,
    bool ExplainsManaged,
    IReadOnlyList<string> Evidence)
{
    public double PerHour => Growth.Growth.SlopePerHour;
}
