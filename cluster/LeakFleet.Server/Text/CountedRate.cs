using LeakFleet.Detection;
using LeakFleet.Fleet;
using LeakFleet.Server.Charts;

namespace LeakFleet.Server.Text;

/// <summary>The rate of a leak of what is counted, such as threads or handles, of which no memory need be seen.</summary>
internal static class CountedRate
{
    /// <summary><c>+12.3 threads/h</c>; null for a leak that is told in bytes.</summary>
    public static string? Of(FleetFinding finding) => PerHour(finding) is { } perHour ? MeasureWords.Unit(finding.Measure!.Value).PerHour(perHour) : null;

    /// <summary>The same of one process.</summary>
    public static string? Of(Finding finding) => PerHour(finding.Measure, finding.MeasurePerHour) is { } perHour ? MeasureWords.Unit(finding.Measure!.Value).PerHour(perHour) : null;

    /// <summary>Of all replicas together, <c>295 threads</c>; null for a leak that is told in bytes.</summary>
    public static string? PerDayOfAll(FleetFinding finding) =>
        PerHour(finding) is { } perHour ? MeasureWords.Unit(finding.Measure!.Value).Show(perHour * 24 * finding.Processes.Count) : null;

    /// <summary>Items in an hour; null for a leak that is told in bytes.</summary>
    public static double? PerHour(FleetFinding finding) => PerHour(finding.Measure, finding.MeasurePerHour);

    public static double? PerHour(Measure? measure, double perHour) =>
        measure is { } counted && MeasureWords.Unit(counted) is not ChartUnit.Bytes && perHour > 0 && double.IsFinite(perHour) ? perHour : null;
}
