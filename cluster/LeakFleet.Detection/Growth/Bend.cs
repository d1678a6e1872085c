namespace LeakFleet.Detection;

/// <summary>
/// Where a series stops being one line: two lines (a bend) or one line with a jump, by least squares over every place.
/// Sums over prefixes make each place a constant number of steps.
/// </summary>
internal readonly struct Bend
{
    /// <summary>
    /// Part of the squared residuals that may remain. Half: white noise on a line of 12 points reaches it by chance in a
    /// few of a hundred series; an exponential, a step or a hinge leave far less.
    /// </summary>
    private const double RestMax = 0.5;

    private const int SideMin = 3;

    private Bend(int at, double slopeBefore, double slopeAfter, double jump, double rest) =>
        (At, SlopeBefore, SlopeAfter, Jump, Rest) = (at, slopeBefore, slopeAfter, jump, rest);

    /// <summary>Index of the first point after the bend; 0 when one line serves as well.</summary>
    public int At { get; }

    public double SlopeBefore { get; }

    public double SlopeAfter { get; }

    public double Jump { get; }

    /// <summary>Squared residuals that remain.</summary>
    public double Rest { get; }

    /// <summary>The best two lines.</summary>
    public static Bend TwoLines(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => Search(x, y, commonSlope: false);

    /// <summary>The best two lines of one slope.</summary>
    public static Bend OneJump(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => Search(x, y, commonSlope: true);

    private static Bend Search(ReadOnlySpan<double> x, ReadOnlySpan<double> y, bool commonSlope)
    {
        var all = Sums(x, y);
        var best = all.Rest * RestMax;
        var found = default(Bend);
        // An exact line leaves only rounding, in which any bend could be read.
        if (all.Rest <= all.YY * 1e-18) return found;
        var before = Sums(x[..SideMin], y[..SideMin], all);
        for (var at = SideMin; at <= x.Length - SideMin; at++)
        {
            var after = all.Without(before);
            var slope = (before.XYWithin + after.XYWithin) / (before.XXWithin + after.XXWithin);
            var rest = commonSlope
                ? before.YYWithin + after.YYWithin - slope * (before.XYWithin + after.XYWithin)
                : before.Rest + after.Rest;
            if (rest < best)
            {
                best = rest;
                found = commonSlope
                    ? new Bend(at, slope, slope, after.MeanY - before.MeanY - slope * (after.MeanX - before.MeanX), rest)
                    : new Bend(at, before.Slope, after.Slope, 0, rest);
            }

            before = before.With(x[at], y[at]);
        }

        return found;
    }

    private static Moments Sums(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var centre = default(Moments);
        for (var i = 0; i < x.Length; i++) centre = centre.With(x[i], y[i]);
        return Sums(x, y, new Moments(centre.MeanX, centre.MeanY));
    }

    private static Moments Sums(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Moments centred)
    {
        var sums = new Moments(centred.OriginX, centred.OriginY);
        for (var i = 0; i < x.Length; i++) sums = sums.With(x[i], y[i]);
        return sums;
    }
}
