namespace LeakFleet.Detection;

/// <summary>
/// Finds the types that belong to a leak without being shown as one themselves, so that what is said of it does not change with each look.
/// A leaked graph grows in many types, of which some are noisy and pass the full test in some looks only: beside a type that is shown, a plain test is enough.
/// And the object that holds a leaked buffer is often tiny, so that its own bytes stay below what matters; but there is one of it for each buffer. So where
/// only framework types leak, the type of the application that gained about as many instances, and rose by more than load explains, is what leaks.
/// </summary>
internal static class LeakParts
{
    /// <summary>Instances gained for each of the leaking type's: a few of those belong to one holder, or it is one in two that is held.</summary>
    private const double PaceMin = 0.2;

    private const double PaceMax = 2;

    /// <summary>Least rise of what names a leak, as a part of what there was before: below it types wander.</summary>
    private const double RiseMin = 0.25;

    /// <summary>Of what load may explain, what is enough when the instances keep pace too.</summary>
    private const double RiseOfOthersMin = 2;

    /// <summary>Of the curve of what names a leak from that of the leak: both may be noisy.</summary>
    private const double DistanceMax = 0.25;

    private const double MillisecondsPerHour = 3_600_000;

    /// <summary>Sets the part of each type anew.</summary>
    public static void Mark(ProcessTrend trend, JudgedWindow window)
    {
        var types = trend.Table;
        Span<double> paces = stackalloc double[WatchList.PlacesMax];
        var (paceCount, isLeak, isNamed, since, leader) = (0, false, false, long.MaxValue, -1);
        for (var slot = 0; slot < types.Count; slot++)
        {
            if (types[slot].Persistence.Shown != Verdict.Leak) continue;
            isLeak = true;
            if (leader < 0 || types.GrowthOf(slot).SlopePerHour > types.GrowthOf(leader).SlopePerHour) leader = slot;
            isNamed |= LeadingType.IsTelling(types[slot].Name, types[slot].Assembly);
            if (types.GrowthOf(slot) is { Verdict: Verdict.Leak, GrowthStartedUnixMilliseconds: > 0 and var started }) since = Math.Min(since, started);
            if (types.InstancesPerHourOf(slot) is > 0 and var pace && paceCount < paces.Length) paces[paceCount++] = pace;
        }

        LeakSplit.Mark(trend, window);
        // A leak keeps its name: another name is another fingerprint, and so another finding.
        var namesake = isLeak && !isNamed && since < long.MaxValue ? Namesake(trend, window, since, leader, paces[..paceCount]) : -1;
        for (var slot = 0; slot < types.Count; slot++)
        {
            ref var type = ref types[slot];
            if (type.Persistence.Shown == Verdict.Leak) continue;
            if (!isLeak) type.Part = LeakPart.None;
            else if (slot == namesake) type.Part = LeakPart.Namesake;
            else if (type.Part == LeakPart.Namesake && namesake < 0) continue;
            // By the interval of the slope: p-values are paid for all looks at all types, but the leak is established, the question is only what belongs to it.
            else type.Part = types.GrowthOf(slot) is { SlopeLow: > 0 } ? LeakPart.InStep : LeakPart.None;
        }
    }

    /// <summary>The type of the application that names the leak; one that did before goes on doing so. Negative for none.</summary>
    private static int Namesake(ProcessTrend trend, JudgedWindow window, long since, int leader, ReadOnlySpan<double> paces)
    {
        var types = trend.Table;
        var from = LoadControl.BucketOf(trend.Axis, window, since);
        var riseMin = Math.Max(RiseMin, RiseOfOthersMin * LoadControl.RiseOfOthers(trend, leader, from, window.End, byLast: true));
        var hours = Math.Max(1, trend.Axis.LastUnixMilliseconds - since) / MillisecondsPerHour;
        var (best, most) = (-1, 0.0);
        for (var slot = 0; slot < types.Count; slot++)
        {
            if (types[slot].Persistence.Shown == Verdict.Leak || !LeadingType.IsTelling(types[slot].Name, types[slot].Assembly)) continue;
            var (before, _) = LoadControl.Levels(trend, slot, from, from, window.End);
            var gained = types[slot].LastBytes - before;
            if (gained <= 0 || types[slot].LastBytes <= 0) continue;
            var perHour = gained / hours;
            if (!KeepsPace(perHour * types[slot].LastCount / types[slot].LastBytes, paces)) continue;
            var rise = gained / Math.Max(1, before);
            var score = types[slot].Part == LeakPart.Namesake && rise > riseMin / 2 ? double.PositiveInfinity : rise;
            if (score < riseMin || score <= most || !Shape.IsOne(trend, slot, leader, from, window.End, DistanceMax)) continue;
            (best, most) = (slot, score);
        }

        if (best >= 0)
        {
            var (before, now) = LoadControl.Levels(trend, best, from, from, window.End);
            var slope = (types[best].LastBytes - before) / hours;
            types.Watch(best, new GrowthResult(Verdict.Healthy, slope, slope, slope, 1, since, now));
        }

        return best;
    }

    private static bool KeepsPace(double own, ReadOnlySpan<double> paces)
    {
        foreach (var pace in paces)
            if (own >= PaceMin * pace && own <= PaceMax * pace) return true;
        return false;
    }
}
