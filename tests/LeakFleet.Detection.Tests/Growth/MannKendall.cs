namespace LeakFleet.Detection.Tests;

/// <summary>The plain rank test for a trend (Mann 1945, Kendall 1975), to compare with: it assumes independent values.</summary>
internal static class MannKendall
{
    public static double PValue(ReadOnlySpan<double> values)
    {
        double score = 0, n = values.Length;
        for (var i = 0; i < values.Length; i++)
        {
            for (var j = 0; j < i; j++) score += Math.Sign(values[i] - values[j]);
        }

        var deviation = Math.Sqrt(n * (n - 1) * (2 * n + 5) / 18);
        // A million degrees of freedom are the normal distribution.
        return StudentT.Upper((score - Math.Sign(score)) / deviation, 1_000_000);
    }
}
