namespace LeakFleet.FleetSimulator.Baselines;

/// <summary>
/// Plain Mann–Kendall with Sen's slope, as software ageing has been measured since Garg et al. (ISSRE 1998): significant at 95 %, two-sided, as if the values
/// were independent of each other.
/// </summary>
internal static class MannKendall
{
    public const double NormalQuantile = 1.959964;

    public static double Judge(ReadOnlySpan<double> hours, ReadOnlySpan<float> values)
    {
        var n = values.Length;
        var sum = 0;
        for (var i = 0; i < n; i++)
            for (var j = i + 1; j < n; j++)
                sum += (values[j] > values[i] ? 1 : 0) - (values[j] < values[i] ? 1 : 0);
        if (sum <= 1) return 0;
        // With the continuity correction; ties would make it smaller, and the test so a little more eager.
        var z = (sum - 1) / Math.Sqrt(n * (n - 1.0) * (2 * n + 5) / 18);
        return z > NormalQuantile ? SenSlope(hours, values) : 0;
    }

    private static double SenSlope(ReadOnlySpan<double> hours, ReadOnlySpan<float> values)
    {
        var slopes = new double[values.Length * (values.Length - 1) / 2];
        var count = 0;
        for (var i = 0; i < values.Length; i++)
            for (var j = i + 1; j < values.Length; j++)
                slopes[count++] = (values[j] - values[i]) / (hours[j] - hours[i]);
        Array.Sort(slopes);
        return (slopes[(count - 1) / 2] + slopes[count / 2]) / 2;
    }
}
