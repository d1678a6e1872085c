namespace LeakFleet.Detection;

/// <summary>
/// Sums over a series and over its neighbours, from which generalised least squares follow for any autocorrelation in a constant number of steps.
/// The values are the residuals of the plain line, so that large levels do not cancel.
/// </summary>
internal readonly struct LaggedSums
{
    private readonly int _count;
    private readonly double _slope;
    private readonly (double X, double Y) _first;
    private readonly Products _later, _earlier, _across;

    private LaggedSums(int count, double slope, (double X, double Y) first, Products later, Products earlier, Products across, double autocorrelation) =>
        (_count, _slope, _first, _later, _earlier, _across, Autocorrelation) = (count, slope, first, later, earlier, across, autocorrelation);

    /// <summary>Of neighbours about the line, corrected for its bias; can be below 0 and a little above 1.</summary>
    public double Autocorrelation { get; }

    public static LaggedSums Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        // From the first value on: of a constant series nothing must be left, not even rounding.
        var plain = new Moments(x[0], y[0]);
        for (var i = 0; i < x.Length; i++) plain = plain.With(x[i], y[i]);
        var (meanX, meanY, slope) = (plain.MeanX, plain.MeanY, plain.Slope);
        Products later = default, earlier = default, across = default;
        (double X, double Y) first = default, last = default;
        for (var i = 0; i < x.Length; i++)
        {
            var u = x[i] - meanX;
            var now = (X: u, Y: y[i] - meanY - slope * u);
            if (i == 0) first = now;
            else
            {
                later = later.With(now, now);
                earlier = earlier.With(last, last);
                across = across.With(now, last);
            }

            last = now;
        }

        // Residuals of rounding only: an exact line has no autocorrelation to speak of.
        var raw = earlier.YY <= plain.YY * 1e-24 ? 0 : across.YY / earlier.YY;
        // About a fitted line the estimate is low by (2 + 4 phi) / n to first order (Marriott and Pope 1954, Kendall 1954).
        return new LaggedSums(x.Length, slope, first, later, earlier, across, raw + (2 + 4 * raw) / x.Length);
    }

    /// <summary>Slope and its standard error, after Prais and Winsten 1954.</summary>
    public (double Slope, double Error) Line(double phi)
    {
        var (step, head, square) = (1 - phi, 1 - phi * phi, phi * phi);
        var cc = head + (_count - 1) * step * step;
        var cx = head * _first.X + step * (_later.X - phi * _earlier.X);
        var cy = head * _first.Y + step * (_later.Y - phi * _earlier.Y);
        var xx = head * _first.X * _first.X + _later.XX - 2 * phi * _across.XX + square * _earlier.XX;
        var xy = head * _first.X * _first.Y + _later.XY - 2 * phi * _across.XY + square * _earlier.XY;
        var yy = head * _first.Y * _first.Y + _later.YY - 2 * phi * _across.YY + square * _earlier.YY;
        var within = xx - cx * cx / cc;
        if (within <= 0) return (0, 0);
        var slope = (xy - cx * cy / cc) / within;
        var rest = Math.Max(0, yy - cy * cy / cc - slope * slope * within);
        return (_slope + slope, Math.Sqrt(rest / (_count - 2) / within));
    }

    /// <summary>Sums of one side's values and of products of both sides; <see cref="XY"/> is the mean of both crossings.</summary>
    private readonly record struct Products(double X, double Y, double XX, double XY, double YY)
    {
        public Products With((double X, double Y) a, (double X, double Y) b) => new(
            X + a.X, Y + a.Y, XX + a.X * b.X, XY + (a.X * b.Y + b.X * a.Y) / 2, YY + a.Y * b.Y);
    }
}
