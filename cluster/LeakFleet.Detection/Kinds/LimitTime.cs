namespace LeakFleet.Detection;

/// <summary>
/// When memory runs out. What ends a process is a peak, so the series is the least headroom of each bucket (limit minus usage), and the line through it is
/// followed to where its peaks, not its middle, meet the limit.
/// </summary>
/// <remarks>
/// The error of the slope is not what a forecast is wrong by: growth does not stay a line. In its first hours a process still warms up and has seen a part of a
/// day only; later leaks follow the load of days to come. So the interval has a part that shrinks with the time seen, and parts that stay, of sizes that
/// cover four of five leaks of generated fleets (docs/detection.md).
/// </remarks>
public static class LimitTime
{
    private const int CountMin = 4;

    /// <summary>Hours after which the usage seen says all, and the slope of what leaks nothing more: two days of load. In between each has its share.</summary>
    private const double DaysHours = 48;

    /// <summary>Standard deviation of the logarithm of the hours left: at first, its decay, and what stays.</summary>
    private const double FirstSigma = 0.95;
    private const double FirstHours = 10;
    private const double LastingSigma = 0.15;

    /// <summary>Moments before the end the next peak decides.</summary>
    private const double PeakHours = 0.4;

    /// <summary>80 % of a normal distribution.</summary>
    private const double EightyPercent = 1.2816;

    /// <summary>The 80 % interval of so many hours, from growth seen for a time alone.</summary>
    public static (double Low, double High) Spread(double hoursLeft, double spanHours)
    {
        var sigma = Sigma(spanHours);
        return (hoursLeft * Math.Exp(-EightyPercent * sigma), hoursLeft * Math.Exp(EightyPercent * sigma));
    }

    /// <param name="headroom">Least bytes left in each bucket since the growth began; NaN where nothing was seen.</param>
    /// <param name="hoursSinceFirst">From the beginning of the first bucket until now.</param>
    /// <param name="leakPerHour">Growth of what leaks; 0 when not known in bytes.</param>
    /// <returns>From now on; null when memory does not become less.</returns>
    public static Forecast? Of(ReadOnlySpan<float> headroom, double widthHours, double hoursSinceFirst, double leakPerHour)
    {
        Span<double> hours = stackalloc double[BucketAxis.BucketsMax];
        Span<double> used = stackalloc double[BucketAxis.BucketsMax];
        var count = 0;
        for (var i = 0; i < headroom.Length; i++)
        {
            if (float.IsNaN(headroom[i])) continue;
            (hours[count], used[count]) = ((i + 0.5) * widthHours, -headroom[i]);
            count++;
        }

        if (count < CountMin) return null;
        hours = hours[..count];
        used = used[..count];
        var span = hours[^1] - hours[0];
        var line = TheilSen.Slope(hours, used);
        var trust = leakPerHour > 0 ? Math.Min(1, span / DaysHours) : 1;
        var slope = trust * line + (1 - trust) * leakPerHour;
        if (!(slope > 0)) return null;

        Span<double> rest = stackalloc double[count];
        for (var i = 0; i < count; i++) rest[i] = used[i] - line * hours[i];
        var middle = Quantile.Median(rest);
        var peaks = Quantile.Of(rest, 0.9) - middle;
        var left = Math.Max(0, -(middle + line * hoursSinceFirst) - peaks / 4) / slope;
        var sigma = Sigma(span);
        var near = EightyPercent * (PeakHours + peaks / 2 / slope);
        var below = left * (1 - Math.Exp(-EightyPercent * sigma));
        var above = left * (Math.Exp(EightyPercent * sigma) - 1);
        return new Forecast(left, Math.Max(0, left - Math.Sqrt(below * below + near * near)), left + Math.Sqrt(above * above + near * near));
    }

    private static double Sigma(double spanHours) => LastingSigma + FirstSigma * Math.Exp(-spanHours / FirstHours);
}
