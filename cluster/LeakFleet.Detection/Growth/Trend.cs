namespace LeakFleet.Detection;

/// <param name="PValue">One-sided, for "does not rise".</param>
/// <param name="HalfWidth">Half the width of the 95 % confidence interval of the slope.</param>
internal readonly record struct Trend(double PValue, double HalfWidth)
{
    /// <summary>
    /// Standard errors added to the autocorrelation. Simulated with 0, 0.5, 1, 1.5, 2: at a nominal 1 %, 32 points and an
    /// autocorrelation of 0.8 (0.95), 0 has a level of 4.9 % (8.5 %), 1 has 2.0 % (3.3 %), 2 has 0.5 % (1.5 %).
    /// </summary>
    private const double Errors = 2;

    /// <summary>Distance from one, in n^-1/2, below which it is taken as one. With two errors added already, half of Perron and Yabu's.</summary>
    private const double UnitMargin = 0.5;

    /// <summary>
    /// Does the series rise, whatever its autocorrelation? Feasible generalised least squares with AR(1) errors, in which
    /// an estimate near one is taken as one (after Perron and Yabu 2009): rank tests know only the order of the values, so that
    /// under strong autocorrelation they lose either the level or, once corrected for it, clear rises with a faint slow wave on them.
    /// </summary>
    public static Trend Test(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var phi = Autocorrelation(x, y);
        var degrees = x.Length - 2;
        var (slope, error) = phi < 1 ? PraisWinsten(x, y, phi) : Differences(x, y);
        var p = error > 0 ? StudentT.Upper(slope / error, degrees) : slope > 0 ? 0 : 1;
        return new Trend(p, StudentT.Point975(degrees) * error);
    }

    /// <summary>Lag-one autocorrelation of the residuals about the line, corrected for its bias, at its upper end, cut to 0..1, and 1 when near it.</summary>
    internal static double Autocorrelation(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var (intercept, slope) = Line(x, y);
        double lagged = 0, square = 0, scale = 0, previous = 0;
        for (var i = 0; i < x.Length; i++)
        {
            var residual = y[i] - intercept - slope * x[i];
            if (i > 0)
            {
                lagged += residual * previous;
                square += previous * previous;
            }

            scale += y[i] * y[i];
            previous = residual;
        }

        // Residuals of rounding only: an exact line has no autocorrelation to speak of.
        if (square <= scale * 1e-24) return 0;
        var raw = lagged / square;
        // About a fitted line the estimate is low by (2 + 4 phi) / n to first order (Marriott and Pope 1954, Kendall 1954).
        var corrected = raw + (2 + 4 * raw) / x.Length;
        // The upper end of what it may be: with few points an autocorrelation taken too low is what costs the level.
        var upper = corrected + Errors * Math.Sqrt(Math.Max(1 - corrected * corrected, 1.0 / x.Length) / x.Length);
        return upper <= 0 ? 0 : 1 - upper < UnitMargin / Math.Sqrt(x.Length) ? 1 : upper;
    }

    private static (double Intercept, double Slope) Line(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double meanX = 0, meanY = 0, xx = 0, xy = 0;
        for (var i = 0; i < x.Length; i++)
        {
            meanX += x[i] / x.Length;
            meanY += y[i] / x.Length;
        }

        for (var i = 0; i < x.Length; i++)
        {
            xx += (x[i] - meanX) * (x[i] - meanX);
            xy += (x[i] - meanX) * (y[i] - meanY);
        }

        var slope = xx > 0 ? xy / xx : 0;
        return (meanY - slope * meanX, slope);
    }

    private static (double Slope, double Error) PraisWinsten(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double phi)
    {
        // Centred first: levels of gigabytes and slopes of kilobytes would cancel otherwise.
        double meanY = 0;
        foreach (var value in y) meanY += value / y.Length;
        double cc = 0, cx = 0, xx = 0, cy = 0, xy = 0, yy = 0;
        for (var i = 0; i < x.Length; i++)
        {
            var first = Math.Sqrt(1 - phi * phi);
            var c = i == 0 ? first : 1 - phi;
            var u = i == 0 ? first * x[0] : x[i] - phi * x[i - 1];
            var v = i == 0 ? first * (y[0] - meanY) : y[i] - meanY - phi * (y[i - 1] - meanY);
            (cc, cx, xx) = (cc + c * c, cx + c * u, xx + u * u);
            (cy, xy, yy) = (cy + c * v, xy + u * v, yy + v * v);
        }

        var within = xx - cx * cx / cc;
        if (within <= 0) return (0, 0);
        var slope = (xy - cx * cy / cc) / within;
        var rest = Math.Max(0, yy - cy * cy / cc - slope * slope * within);
        return (slope, Math.Sqrt(rest / (x.Length - 2) / within));
    }

    private static (double Slope, double Error) Differences(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double xx = 0, xy = 0, rest = 0;
        for (var i = 1; i < x.Length; i++)
        {
            xx += (x[i] - x[i - 1]) * (x[i] - x[i - 1]);
            xy += (x[i] - x[i - 1]) * (y[i] - y[i - 1]);
        }

        if (xx <= 0) return (0, 0);
        var slope = xy / xx;
        for (var i = 1; i < x.Length; i++)
        {
            var residual = y[i] - y[i - 1] - slope * (x[i] - x[i - 1]);
            rest += residual * residual;
        }

        return (slope, Math.Sqrt(rest / (x.Length - 2) / xx));
    }
}
