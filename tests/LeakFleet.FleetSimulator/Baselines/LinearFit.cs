namespace LeakFleet.FleetSimulator.Baselines;

/// <summary>A least-squares line that explains at least 75 % of the variance: the threshold of Precog (Jindal et al., CLOSER 2021).</summary>
internal static class LinearFit
{
    public const double RSquaredMin = 0.75;

    public static double Judge(ReadOnlySpan<double> hours, ReadOnlySpan<float> values)
    {
        var (meanX, meanY) = (0.0, 0.0);
        for (var i = 0; i < values.Length; i++)
        {
            meanX += hours[i] / values.Length;
            meanY += values[i] / (double)values.Length;
        }

        var (xx, xy, yy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < values.Length; i++)
        {
            var x = hours[i] - meanX;
            var y = values[i] - meanY;
            xx += x * x;
            xy += x * y;
            yy += y * y;
        }

        return xy > 0 && yy > 0 && xy * xy / (xx * yy) >= RSquaredMin ? xy / xx : 0;
    }
}
