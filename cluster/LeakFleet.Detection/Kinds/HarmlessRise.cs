namespace LeakFleet.Detection;

/// <summary>How much a measure may rise for harmless reasons, as a part of what it rose from: to be a leak it must have risen by more.</summary>
internal static class HarmlessRise
{
    /// <summary>
    /// From this time on the load's own rhythm was seen once in whole, and can be taken out. Before, the morning looks like a leak.
    /// </summary>
    public const double RhythmHours = 26;

    /// <summary>Compiled code, arenas, pools: what a process gains in its first hours, most of it at first.</summary>
    private const double WarmUpShare = 0.5;
    private const double WarmUpHours = 8;

    /// <summary>What the load may have done in a process of which nobody counts the collections.</summary>
    private const double UnknownLoadShare = 1;

    /// <param name="ageHours">Of the process, at the end.</param>
    /// <param name="spanHours">Seen.</param>
    /// <param name="load">Collections per hour in each bucket; NaN where not known.</param>
    public static double Share(double ageHours, double spanHours, ReadOnlySpan<float> load)
    {
        var warmUp = WarmUpShare / (1 + ageHours / WarmUpHours * (ageHours / WarmUpHours));
        return spanHours >= RhythmHours ? warmUp : warmUp + LoadShare(load);
    }

    /// <summary>At most in proportion to the load: twice the requests hold twice the threads.</summary>
    private static double LoadShare(ReadOnlySpan<float> load)
    {
        var third = load.Length / 3;
        var (early, late) = (double.PositiveInfinity, 0.0);
        for (var i = 0; i < load.Length; i++)
        {
            if (float.IsNaN(load[i])) continue;
            if (i < Math.Max(1, third)) early = Math.Min(early, load[i]);
            else late = Math.Max(late, load[i]);
        }

        return late > 0 && early > 0 && double.IsFinite(early) ? Math.Max(0, late / early - 1) : UnknownLoadShare;
    }
}
