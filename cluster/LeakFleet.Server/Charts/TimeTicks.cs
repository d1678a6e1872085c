using System.Globalization;
using LeakFleet.Server.Text;

namespace LeakFleet.Server.Charts;

/// <summary>Round points in time, in UTC.</summary>
internal static class TimeTicks
{
    private const long Second = 1000, Minute = 60 * Second, Hour = 60 * Minute, Day = 24 * Hour;

    private static readonly long[] Steps =
    [
        Second, 2 * Second, 5 * Second, 10 * Second, 15 * Second, 30 * Second,
        Minute, 2 * Minute, 5 * Minute, 10 * Minute, 15 * Minute, 30 * Minute,
        Hour, 2 * Hour, 3 * Hour, 6 * Hour, 12 * Hour,
        Day, 2 * Day, 7 * Day, 14 * Day, 28 * Day, 91 * Day, 364 * Day,
    ];

    /// <summary>Ticks within the range, at most <paramref name="ticksMax"/>.</summary>
    public static IReadOnlyList<Tick> Within(long fromUnixMilliseconds, long toUnixMilliseconds, int ticksMax)
    {
        // In doubles: a hostile pair of times may be further apart than a long can say.
        var range = (double)toUnixMilliseconds - fromUnixMilliseconds;
        if (range <= 0) return [];
        var step = Steps.FirstOrDefault(s => range / s <= ticksMax - 1, 0);
        // Beyond four years a step is whatever fits.
        var width = step == 0 ? range / ticksMax : step;
        var ticks = new List<Tick>();
        for (var value = Math.Ceiling(fromUnixMilliseconds / width) * width; value <= toUnixMilliseconds && ticks.Count < ticksMax; value += width)
            ticks.Add(new Tick(value, Label((long)value, width)));
        return ticks;
    }

    private static string Label(long unixMilliseconds, double step)
    {
        var time = Instant.FromUnixMilliseconds(unixMilliseconds);
        var format = step >= Day * 364.0 ? "yyyy"
            : step >= Day || time.TimeOfDay == TimeSpan.Zero ? "d MMM"
            : step >= Minute ? "HH:mm" : "HH:mm:ss";
        return time.ToString(format, CultureInfo.InvariantCulture);
    }
}
