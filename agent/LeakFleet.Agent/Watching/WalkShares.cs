namespace LeakFleet.Agent.Watching;

/// <summary>
/// Divides a share of the processor among processes so that the most expensive give way first. Intuition: water is poured into vessels as high as
/// what each process wants; the small ones are full before the level reaches the brim of the large. Whoever wants less than the level gets all
/// it wants; all others get the level, whatever their size (max-min fairness). Stretching all by one factor was the alternative: a single
/// heap of 30 GB would then blind the agent to fifty small services.
/// </summary>
internal static class WalkShares
{
    /// <param name="wanted">Shares of a core; sorted by this method.</param>
    /// <param name="shareMaxOfOne">The level when there is enough for all.</param>
    public static double Level(Span<double> wanted, double share, double shareMaxOfOne)
    {
        wanted.Sort();
        var left = share;
        for (var i = 0; i < wanted.Length; i++)
        {
            var fair = left / (wanted.Length - i);
            if (Math.Min(wanted[i], shareMaxOfOne) > fair) return fair;
            left -= Math.Min(wanted[i], shareMaxOfOne);
        }
        return shareMaxOfOne;
    }
}
