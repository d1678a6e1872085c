namespace LeakFleet.Detection;

/// <summary>Hours from the last floor until a level is reached, if the growth seen goes on: the middle, and an interval of 80 %.</summary>
/// <param name="High">Infinite when it may never be reached.</param>
public readonly record struct Forecast(double Hours, double Low, double High)
{
    /// <summary>
    /// For floors of equal stretches of time, NaN where nothing was seen: pass only those since the growth began. Allocates nothing.
    /// </summary>
    /// <returns>Null when there are too few floors, or they do not rise.</returns>
    public static Forecast? Until(double level, ReadOnlySpan<float> floors, long widthMilliseconds)
    {
        Span<double> hours = stackalloc double[Floors.CountMax];
        Span<double> values = stackalloc double[Floors.CountMax];
        var count = 0;
        for (var i = Math.Max(0, floors.Length - hours.Length); i < floors.Length; i++)
        {
            if (!float.IsFinite(floors[i])) continue;
            (hours[count], values[count]) = ((i + 0.5) * widthMilliseconds / 3_600_000, floors[i]);
            count++;
        }

        if (count < 4 || !double.IsFinite(level)) return null;
        hours = hours[..count];
        values = values[..count];
        var slope = TheilSen.Slope(hours, values);
        if (slope <= 0) return null;
        var trend = Trend.Test(hours, values);
        var missing = Math.Max(0, level - values[^1]);
        var low = slope - 1.3 * trend.Error;
        return new Forecast(missing / slope, missing / (slope + 1.3 * trend.Error), low > 0 ? missing / low : double.PositiveInfinity);
    }
}
