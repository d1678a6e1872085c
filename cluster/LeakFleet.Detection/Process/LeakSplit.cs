namespace LeakFleet.Detection;

/// <summary>
/// Tells leaks of one process apart. What belongs to one leak is held together and comes at the same times: the floors of its types, each drawn from 0 to 1, are one
/// curve (<see cref="Shape"/>). A type of the application whose curve is another, and which grew by more than load explains, is another leak.
/// </summary>
internal static class LeakSplit
{
    /// <summary>What a leak beside another must have gained that load does not explain, as a part of the heap.</summary>
    private const double UnexplainedShareMin = 0.003;

    private const double PValueMax = 1e-6;

    /// <summary>Of clear growth: noise is small beside it, and types of one leak are nearer to each other.</summary>
    private const double DistanceMax = 0.15;

    /// <summary>Sets the part of each type that is shown.</summary>
    public static void Mark(ProcessTrend trend, JudgedWindow window)
    {
        var types = trend.Table;
        Span<int> leaders = stackalloc int[(int)LeakPart.Third - (int)LeakPart.Second + 2];
        var (leader, since) = (-1, long.MaxValue);
        for (var slot = 0; slot < types.Count; slot++)
        {
            if (types[slot].Persistence.Shown != Verdict.Leak) continue;
            types[slot].Part = LeakPart.None;
            var growth = types.GrowthOf(slot);
            if (growth.GrowthStartedUnixMilliseconds > 0) since = Math.Min(since, growth.GrowthStartedUnixMilliseconds);
            if (LeadingType.IsTelling(types[slot].Name, types[slot].Assembly) && (leader < 0 || growth.SlopePerHour > types.GrowthOf(leader).SlopePerHour)) leader = slot;
        }

        if (leader < 0) return;
        leaders[0] = leader;
        var count = 1;
        var from = LoadControl.BucketOf(trend.Axis, window, since);
        for (var slot = 0; slot < types.Count; slot++)
        {
            var growth = types.GrowthOf(slot);
            if (types[slot].Persistence.Shown != Verdict.Leak || slot == leader || growth.PValue > PValueMax || !LeadingType.IsTelling(types[slot].Name, types[slot].Assembly)) continue;
            var leak = 0;
            while (leak < count && !Shape.IsOne(trend, slot, leaders[leak], from, window.End, DistanceMax)) leak++;
            if (leak == leaders.Length || leak == count && LoadControl.Unexplained(trend, slot, window, growth.GrowthStartedUnixMilliseconds) < UnexplainedShareMin * trend.HeapBytes) continue;
            if (leak == count) leaders[count++] = slot;
            if (leak > 0) types[slot].Part = (LeakPart)((int)LeakPart.Second + leak - 1);
        }
    }
}
