namespace LeakFleet.Detection;

/// <summary>
/// Growth that begins in mid-life, long before the whole life shows it: the latest increments against all increments before, as a sequential test on
/// standardised increments (Page 1954, with Student's t for a spread that is itself estimated).
/// </summary>
/// <param name="At">Index of the floor from which it grows; 0 when nothing was found.</param>
/// <param name="Slope">Mean increment per hour since.</param>
/// <param name="Error">Standard error of that slope.</param>
/// <param name="PValue">One-sided, for "the latest increments are as those before"; corrected for the lengths tried.</param>
internal readonly record struct Onset(int At, double Slope, double Error, double PValue)
{
    /// <summary>Increments before, below which their spread is hardly known.</summary>
    private const int BeforeMin = 8;

    /// <summary>
    /// Largest p-value for "the latest increments do not rise" by their own spread. A leak's are alike; a burst, a loaded table, a deploy are one or two large ones.
    /// </summary>
    private const double OwnPValueMax = 0.02;

    /// <summary>Of two increments the first, too, must stand out from those before.</summary>
    private const double FirstDeviationsMin = 1;

    /// <summary>
    /// Of the range before, by which growth in mid-life must have left behind all that came before: a wave comes back, and noise that wanders reaches
    /// a new height every so often.
    /// </summary>
    private const double MarginMin = 0.5;

    /// <summary>Of the rate of the earlier half of growth that has just begun, for its later half.</summary>
    private const double HoldsOnMin = 0.6;

    private const int LengthMin = 2;

    private const int LengthMax = 24;

    /// <param name="spanMin">Time that the growth must have been seen.</param>
    public static Onset Test(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double spanMin)
    {
        var found = new Onset(0, 0, 0, 1);
        double before = 0;
        var counted = 0;
        // From the longest: the increments before each length are those before the next longer one and a few more.
        for (var length = LengthMax; length >= LengthMin; length--)
        {
            var at = y.Length - 1 - length;
            if (at < BeforeMin) continue;
            // About 0, not about their mean: a series that wanders upwards all the time has no onset.
            for (; counted < at; counted++)
            {
                var step = y[counted + 1] - y[counted];
                before += step * step / (x[counted + 1] - x[counted]);
            }

            var (slope, error) = Increments(x[at..], y[at..]);
            if (slope <= 0 || x[^1] - x[at] < spanMin || !IsAbove(y, at) || !HoldsOn(x[at..], y[at..])) continue;
            var expected = Math.Sqrt(before / at / (x[^1] - x[at]));
            var isAlike = length == 2
                ? IsSecondAsLarge(x[at..], y[at..]) && (y[at + 1] - y[at]) / (x[at + 1] - x[at]) > FirstDeviationsMin * expected
                : error <= 0 || StudentT.Upper(slope / error, length - 1) <= OwnPValueMax;
            if (!isAlike) continue;
            var p = Math.Min(1, (LengthMax - LengthMin + 1) * (expected > 0 ? StudentT.Upper(slope / expected, at) : 0));
            if (p < found.PValue) found = new Onset(at, slope, error, p);
        }

        return found;
    }

    /// <summary>Whether the later half of growth gains about as much as the earlier: a burst, a deploy, a table that is loaded do not.</summary>
    public static bool HoldsOn(ReadOnlySpan<double> hours, ReadOnlySpan<double> values)
    {
        var middle = 0;
        while (middle < hours.Length - 1 && hours[middle] - hours[0] < (hours[^1] - hours[0]) / 2) middle++;
        var (early, late) = ((values[middle] - values[0]) / (hours[middle] - hours[0]), (values[^1] - values[middle]) / (hours[^1] - hours[middle]));
        return hours[^1] <= hours[middle] || late >= HoldsOnMin * early;
    }

    /// <summary>Whether the latest values have left all before behind.</summary>
    private static bool IsAbove(ReadOnlySpan<double> values, int at)
    {
        var (low, high) = (double.PositiveInfinity, 0.0);
        foreach (var value in values[..(at + 1)]) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        return Math.Min(values[^1], values[^2]) > high + MarginMin * (high - low);
    }

    /// <summary>Of two increments no spread is known. A leak's first one is part of a bucket, its second a whole one; of a jump or a burst the second is smaller.</summary>
    private static bool IsSecondAsLarge(ReadOnlySpan<double> x, ReadOnlySpan<double> y) =>
        (y[2] - y[1]) * (x[1] - x[0]) >= (y[1] - y[0]) * (x[2] - x[1]);

    /// <summary>Mean slope of increments and its error, those of a longer time spread more in proportion.</summary>
    private static (double Slope, double Error) Increments(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var span = x[^1] - x[0];
        var slope = (y[^1] - y[0]) / span;
        double rest = 0;
        for (var i = 1; i < x.Length; i++)
        {
            var run = x[i] - x[i - 1];
            var residual = y[i] - y[i - 1] - slope * run;
            rest += residual * residual / run;
        }

        return (slope, Math.Sqrt(rest / Math.Max(1, x.Length - 2) / span));
    }
}
