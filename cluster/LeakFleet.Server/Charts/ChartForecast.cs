namespace LeakFleet.Server.Charts;

/// <summary>How long what is drawn has until a limit: from its last point a fan to where it may be reached.</summary>
/// <param name="Hours">Until the limit, as expected.</param>
/// <param name="HoursLow">Lower end of the 80 % interval.</param>
/// <param name="HoursHigh">Its upper end; null when the limit may never be reached.</param>
public sealed record ChartForecast(long FromUnixMilliseconds, double FromValue, double LimitBytes, double Hours, double HoursLow, double? HoursHigh)
{
    private const double MillisecondsPerHour = 3_600_000;

    /// <summary>As far as the chart looks ahead, in expected times: further the fan only gets flatter.</summary>
    private const double HorizonRatio = 1.6;

    /// <summary>A chart of a century tells nothing about a leak.</summary>
    private const double HorizonHoursMax = 24 * 365;

    public long HorizonUnixMilliseconds => At(Math.Min(Math.Max(Math.Min(HoursHigh ?? double.MaxValue, Hours * HorizonRatio), Hours), HorizonHoursMax));

    public long ExpectedUnixMilliseconds => At(Hours);

    public long SoonestUnixMilliseconds => At(HoursLow);

    /// <summary>Null when the limit may never be reached.</summary>
    public long? LatestUnixMilliseconds => HoursHigh is { } high ? At(high) : null;

    /// <summary>The value at a time when it is reached after so many hours; null hours for never.</summary>
    public double ValueAt(long unixMilliseconds, double? hours)
    {
        if (hours is not { } until || until <= 0) return hours is null ? FromValue : LimitBytes;
        var share = (unixMilliseconds - FromUnixMilliseconds) / (until * MillisecondsPerHour);
        return FromValue + (Math.Min(share, 1) * (LimitBytes - FromValue));
    }

    private long At(double hours) => FromUnixMilliseconds + (long)(Math.Clamp(hours, 0, 1e7) * MillisecondsPerHour);
}
