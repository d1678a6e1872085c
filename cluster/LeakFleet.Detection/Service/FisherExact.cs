namespace LeakFleet.Detection;

/// <summary>Fisher's exact test of a two by two table, one-sided: the upper tail of the hypergeometric distribution.</summary>
public static class FisherExact
{
    /// <summary>The chance that so many or more of the chosen have a mark that <paramref name="marked"/> of all have, if choice and mark have nothing to do with each other.</summary>
    public static double Upper(int chosenMarked, int chosen, int marked, int total)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(chosen, total);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(marked, total);
        var most = Math.Min(chosen, marked);
        if (chosenMarked > most) return 0;
        if (chosenMarked <= Math.Max(0, chosen + marked - total)) return 1;
        var term = Math.Exp(
            LogChoose(marked, chosenMarked) + LogChoose(total - marked, chosen - chosenMarked) - LogChoose(total, chosen));
        var sum = 0.0;
        for (var k = chosenMarked; k <= most; k++)
        {
            sum += term;
            term *= (double)(marked - k) * (chosen - k) / ((k + 1.0) * (total - marked - chosen + k + 1.0));
        }

        return Math.Min(1, sum);
    }

    private static double LogChoose(int from, int taken) =>
        StudentT.LogGamma(from + 1.0) - StudentT.LogGamma(taken + 1.0) - StudentT.LogGamma(from - taken + 1.0);
}
