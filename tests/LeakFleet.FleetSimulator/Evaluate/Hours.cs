namespace LeakFleet.FleetSimulator.Evaluate;

/// <summary>Times of the corpus are milliseconds, those people read hours and days.</summary>
internal static class Hours
{
    public const double MillisecondsPerHour = 3_600_000;
    public const double MillisecondsPerDay = 24 * MillisecondsPerHour;

    public static double Between(long fromUnixMilliseconds, long toUnixMilliseconds) =>
        (toUnixMilliseconds - fromUnixMilliseconds) / MillisecondsPerHour;
}
