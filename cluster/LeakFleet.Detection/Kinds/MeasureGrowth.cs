namespace LeakFleet.Detection;

/// <summary>What one measure of a process was last judged to do.</summary>
/// <param name="FirstUnixMilliseconds">When the floor was seen that it grew from.</param>
/// <param name="From">That floor.</param>
/// <param name="To">The newest floor judged.</param>
/// <param name="IsShown">Shown as a leak, after <see cref="Persistence"/>.</param>
public readonly record struct MeasureGrowth(
    Measure Measure, GrowthResult Growth, long FirstUnixMilliseconds, long LastUnixMilliseconds, double From, double To, bool IsShown)
{
    /// <summary>Enough to be named the cause of what is shown as a leak beside it, without being proven alone.</summary>
    private const double SuggestiveMax = 0.05;

    public double Hours => (LastUnixMilliseconds - FirstUnixMilliseconds) / 3_600_000.0;

    /// <summary>Rises, by an amount that matters, and does not level off: proven, or at least more likely than not.</summary>
    internal bool IsRising => IsShown
        || Growth.Verdict != Verdict.WarmingUp && Growth.PValue <= SuggestiveMax && Growth.SlopeLow > 0 && Growth.SlopePerHour >= MeasureRule.All[(int)Measure].PerHourMin
            && To - From >= MeasureRule.All[(int)Measure].RiseMin / 2;
}
