namespace LeakFleet.Detection;

/// <summary>Counts of independent events of equal chance.</summary>
public static class Binomial
{
    /// <summary>The chance of at most <paramref name="count"/> in <paramref name="trials"/>.</summary>
    public static double AtMost(int count, int trials, double chance)
    {
        if (count >= trials) return 1;
        var sum = 0.0;
        for (var k = 0; k <= count; k++)
        {
            sum += Math.Exp(StudentT.LogGamma(trials + 1.0) - StudentT.LogGamma(k + 1.0) - StudentT.LogGamma(trials - k + 1.0)
                + k * Math.Log(chance) + (trials - k) * Math.Log(1 - chance));
        }

        return Math.Min(1, sum);
    }
}
