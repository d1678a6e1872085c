namespace LeakFleet.FleetSimulator.Evaluate;

/// <summary>What a tally comes to; null where there was nothing to divide by.</summary>
internal sealed record Figures(
    double? Precision,
    double? Recall,
    double? FalseAlarmsPer100ProcessDays,
    double? TypeNamed,
    double? VersionNamed,
    double? ForecastCoverage,
    double? DelayHoursMedian,
    double? DelayHoursP90)
{
    public static Figures Of(Tally tally)
    {
        var delays = tally.DelayHours.Order().ToArray();
        return new Figures(
            Ratio(tally.Found, tally.Found + tally.FalseAlarms),
            Ratio(tally.Found, tally.Leaks),
            Ratio(100 * tally.FalseAlarmsWithoutLeak, tally.ProcessDaysWithoutLeak),
            Ratio(tally.TypesRight, tally.Typed),
            Ratio(tally.VersionsRight, tally.Regressions),
            Ratio(tally.ForecastsCovered, tally.Forecasts),
            Quantile(delays, 0.5),
            Quantile(delays, 0.9));
    }

    private static double? Ratio(double part, double whole) => whole > 0 ? part / whole : null;

    /// <summary>The nearest rank: a delay that occurred.</summary>
    private static double? Quantile(double[] sorted, double share) =>
        sorted.Length == 0 ? null : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
}
