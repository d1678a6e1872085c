namespace LeakFleet.Fleet;

/// <summary>
/// Decides which histograms feed the series. After a gen2 collection, what lies outside gen0 really survived; at any other time garbage is
/// counted too. The two are never mixed in one series: the step from one to the other would look like growth or like its end. So totals are
/// used only while a process shows no gen2 collections, and a change of kind begins the series anew. Nothing but a leak's absence can be told from totals,
/// so that survivors, once it is certain that they come, are never given up for them again.
/// </summary>
internal sealed class SurvivorSource(int histogramsWithoutGen2Max)
{
    /// <summary>Gen2 histograms, however far apart, that end the use of totals for good: one alone may be that of a start.</summary>
    public const int Gen2ToReturn = 3;

    /// <summary>Below this many totals nothing is lost by changing at once: the first walk of a process is rarely after a gen2 collection.</summary>
    public const int TotalsWorthKeeping = 8;

    public enum Use
    {
        Skip,
        Add,
        BeginAnew,
    }

    /// <summary>Whether the series hold totals because the process collects no gen2.</summary>
    public bool UsesTotals { get; private set; } = true;

    public int WithoutGen2 { get; private set; }

    public int Gen2Seen { get; private set; }

    public Use Decide(bool afterGen2, int seriesCount)
    {
        if (afterGen2)
        {
            WithoutGen2 = 0;
            if (Gen2Seen < Gen2ToReturn) Gen2Seen++;
            if (!UsesTotals) return Use.Add;
            if (seriesCount >= TotalsWorthKeeping && Gen2Seen < Gen2ToReturn) return Use.Skip;
            UsesTotals = false;
            return Use.BeginAnew;
        }

        if (WithoutGen2 < histogramsWithoutGen2Max) WithoutGen2++;
        if (UsesTotals) return Use.Add;
        if (WithoutGen2 < histogramsWithoutGen2Max || Gen2Seen >= Gen2ToReturn) return Use.Skip;
        UsesTotals = true;
        return Use.BeginAnew;
    }

    public void Restore(bool usesTotals, int withoutGen2, int gen2Seen)
    {
        UsesTotals = usesTotals;
        WithoutGen2 = withoutGen2;
        Gen2Seen = gen2Seen;
    }
}
