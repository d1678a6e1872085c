namespace LeakFleet.Detection;

/// <summary>Least squares of <c>ceiling - height * exp(-(x - x0) / constant)</c> for one constant, without and with a line on top.</summary>
internal readonly record struct Approach(double Height, double Constant, double Ceiling, double Rest, double RestWithLine)
{
    public static Approach Fit(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double constant)
    {
        double meanX = 0, meanY = 0, meanE = 0;
        for (var i = 0; i < x.Length; i++)
        {
            meanX += x[i] / x.Length;
            meanY += y[i] / x.Length;
            meanE += Math.Exp((x[0] - x[i]) / constant) / x.Length;
        }

        double ee = 0, ex = 0, xx = 0, ey = 0, xy = 0, yy = 0;
        for (var i = 0; i < x.Length; i++)
        {
            var (e, u, v) = (Math.Exp((x[0] - x[i]) / constant) - meanE, x[i] - meanX, y[i] - meanY);
            (ee, ex, xx) = (ee + e * e, ex + e * u, xx + u * u);
            (ey, xy, yy) = (ey + e * v, xy + u * v, yy + v * v);
        }

        // Only an approach from below is a warm-up.
        var height = Math.Max(0, -ey / ee);
        var rest = Math.Max(0, yy + height * ey);
        var line = xy - ex * ey / ee;
        var across = xx - ex * ex / ee;
        return new Approach(height, constant, meanY + height * meanE, rest, line > 0 && across > 0 ? Math.Max(0, yy - ey * ey / ee - line * line / across) : rest);
    }
}
