namespace LeakFleet.Detection;

/// <summary>What one series says about growth, with its evidence. Slopes are in the unit of the samples per hour.</summary>
/// <param name="SlopePerHour">Theil–Sen slope of the floors judged, without a single jump if there was one; 0 while learning.</param>
/// <param name="SlopeLow">Lower end of the 95 % confidence interval of the slope, autocorrelation included.</param>
/// <param name="SlopeHigh">Upper end of the same interval.</param>
/// <param name="PValue">One-sided, for "does not rise"; 1 while learning. Already corrected for the windows tried.</param>
/// <param name="GrowthStartedUnixMilliseconds">When the growth judged began: after the warm-up, or at the bend in mid-life; 0 while learning.</param>
/// <param name="Level">The current floor: the smallest value of the latest stretch.</param>
/// <param name="Ceiling">Where growth that levels off is expected to end; null while it does not visibly level off.</param>
/// <param name="MoreHours">
/// From the last floor on. With a ceiling: until 95 % of that growth is done, 0 when it is. Without one: until a cache that fills would show, where nothing else speaks against a
/// leak; else 0.
/// </param>
public readonly record struct GrowthResult(
    Verdict Verdict,
    double SlopePerHour,
    double SlopeLow,
    double SlopeHigh,
    double PValue,
    long GrowthStartedUnixMilliseconds,
    double Level,
    double? Ceiling = null,
    double MoreHours = 0);
