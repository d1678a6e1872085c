namespace LeakFleet.FleetSimulator.Generate;

/// <summary>Units of virtual time.</summary>
internal static class Clock
{
    public const long Second = 1_000;
    public const long Minute = 60 * Second;
    public const long Hour = 60 * Minute;
    public const long Day = 24 * Hour;

    public static long Hours(double hours) => (long)(hours * Hour);

    public static long Minutes(double minutes) => (long)(minutes * Minute);
}
