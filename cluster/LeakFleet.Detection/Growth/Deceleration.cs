namespace LeakFleet.Detection;

/// <summary>Whether growth is visibly slowing down over the window, by a parabola fitted with least squares.</summary>
internal static class Deceleration
{
    /// <summary>Curvature in its standard errors. Three: a leak in noise must not be taken for a cache that fills.</summary>
    private const double ErrorsMin = 3;

    /// <summary>Slope at the end as a part of the mean slope: 0.58 for an exponential seen for one time constant, 0.77 for half of one.</summary>
    private const double EndShareMax = 0.75;

    public static bool IsSeen(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double meanX = 0, meanY = 0, x2 = 0, x3 = 0, xy = 0;
        for (var i = 0; i < x.Length; i++)
        {
            meanX += x[i] / x.Length;
            meanY += y[i] / x.Length;
        }

        for (var i = 0; i < x.Length; i++)
        {
            var u = x[i] - meanX;
            x2 += u * u;
            x3 += u * u * u;
            xy += u * (y[i] - meanY);
        }

        if (x2 <= 0) return false;
        var slope = xy / x2;
        // The part of the square that neither a constant nor a line explains: then the curvature needs no matrix.
        var (tilt, lift) = (x3 / x2, x2 / x.Length);
        double qq = 0, qy = 0, rest = 0;
        for (var i = 0; i < x.Length; i++)
        {
            var u = x[i] - meanX;
            var q = u * u - tilt * u - lift;
            var residual = y[i] - meanY - slope * u;
            qq += q * q;
            qy += q * residual;
            rest += residual * residual;
        }

        if (qq <= 0) return false;
        var curvature = qy / qq;
        var error = Math.Sqrt(Math.Max(0, rest - curvature * qy) / (x.Length - 3) / qq);
        var endSlope = slope + curvature * (2 * (x[^1] - meanX) - tilt);
        return curvature < -ErrorsMin * error && endSlope < EndShareMax * slope;
    }
}
