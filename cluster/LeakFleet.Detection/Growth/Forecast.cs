namespace LeakFleet.Detection;

/// <summary>Hours from the last floor until a level is reached, if the growth seen goes on: the middle, and an interval of 80 %.</summary>
/// <param name="High">Infinite when it may never be reached.</param>
public readonly record struct Forecast(double Hours, double Low, double High)
{
    private const int FloorsMin = 6;

    /// <summary>The two-sided 80 % point of the normal distribution.</summary>
    private const double Point80 = 1.2816;

    /// <summary>
    /// Part of the slope that it may change by later on, one standard deviation: no service has tomorrow the load of today. Without it a quiet series would promise
    /// the minute.
    /// </summary>
    private const double SlopeChange = 0.1;

    /// <summary>
    /// For floors of equal stretches of time, NaN where nothing was seen: pass only those since the growth began. Allocates nothing. The interval holds
    /// the error of the line under autocorrelation, the noise about it when the level is reached, and a slope that may change.
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

        if (count < FloorsMin || !double.IsFinite(level) || widthMilliseconds <= 0) return null;
        hours = hours[..count];
        values = values[..count];
        var trend = Trend.Test(hours, values);
        if (trend.Slope <= 0) return null;

        var line = new Moments(hours[0], values[0]);
        for (var i = 0; i < count; i++) line = line.With(hours[i], values[i]);
        // From where it is: the line's end, drawn towards the last value by what autocorrelation keeps of the distance.
        var end = line.MeanY + trend.Slope * (hours[^1] - line.MeanX);
        var missing = level - end - trend.Autocorrelation * (values[^1] - end);
        if (missing <= 0) return default(Forecast);

        var noise = line.Rest / (count - 2);
        var half = (hours[^1] - hours[0]) / 2;
        var middle = missing / trend.Slope;
        return new Forecast(middle, Reach(1), Reach(-1));

        // When the line, moved by as many deviations as the interval has, reaches the level: deviations grow with the hours, so it is found by halving.
        double Reach(int side)
        {
            if (side < 0 && Excess(100 * middle, side) < 0) return double.PositiveInfinity;
            var (low, high) = side > 0 ? (0, middle) : (middle, 100 * middle);
            for (var i = 0; i < 50; i++)
            {
                var hour = (low + high) / 2;
                if (Excess(hour, side) < 0) low = hour;
                else high = hour;
            }

            return high;
        }

        double Excess(double hour, int side)
        {
            var change = SlopeChange * trend.Slope;
            var variance = noise + change * change * hour * hour + trend.Error * trend.Error * (hour + half) * (hour + half);
            return trend.Slope * hour + side * Point80 * Math.Sqrt(variance) - missing;
        }
    }
}
