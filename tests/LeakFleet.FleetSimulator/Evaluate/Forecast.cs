namespace LeakFleet.FleetSimulator.Evaluate;

/// <summary>The hours until a limit is reached, as foretold at one time: an 80 % interval.</summary>
internal readonly record struct Forecast(long MadeUnixMilliseconds, double HoursLow, double HoursHigh)
{
    public CheckedForecast Check(long limitReachedUnixMilliseconds) => new(this, Hours.Between(MadeUnixMilliseconds, limitReachedUnixMilliseconds));
}
