namespace LeakFleet.Detection;

/// <summary>
/// Finds the types that belong to a leak without being shown as one themselves, so that what is said of it does not change with each look.
/// A leaked graph grows in many types, of which some are noisy and pass the full test in some looks only: beside a type that is shown, a plain test is enough.
/// And the object that holds a leaked buffer is often tiny, so that its own bytes stay below what matters; but there is one of it for each buffer, so that where
/// only framework types leak, whatever of the application keeps pace with one of them is what leaks.
/// </summary>
internal static class LeakParts
{
    /// <summary>Instances gained for each of the leaking type's: a few of those belong to one holder, or it is one in two that is held.</summary>
    private const double PaceMin = 0.2;

    private const double PaceMax = 2;

    /// <summary>Sets the part of each type anew.</summary>
    public static void Mark(ProcessTrend trend, JudgedWindow window, long startedUnixMilliseconds, DetectionOptions withoutMinimum)
    {
        var types = trend.Table;
        Span<double> paces = stackalloc double[WatchList.PlacesMax];
        var (paceCount, isLeak, isNamed) = (0, false, false);
        for (var slot = 0; slot < types.Count; slot++)
        {
            if (types[slot].Persistence.Shown != Verdict.Leak) continue;
            isLeak = true;
            isNamed |= LeadingType.IsTelling(types[slot].Name, types[slot].Assembly);
            if (types.InstancesPerHourOf(slot) is > 0 and var pace && paceCount < paces.Length) paces[paceCount++] = pace;
        }

        for (var slot = 0; slot < types.Count; slot++)
        {
            ref var type = ref types[slot];
            if (!isLeak || type.Persistence.Shown == Verdict.Leak) type.Part = LeakPart.None;
            // Once a leak has its name it keeps it: another name is another fingerprint, and so another finding.
            else if ((type.Part == LeakPart.Namesake || !isNamed) && KeepsPace(trend, slot, window, paces[..paceCount])
                && IsNamesake(trend, slot, window, startedUnixMilliseconds, withoutMinimum)) type.Part = LeakPart.Namesake;
            // By the interval of the slope: p-values are paid for all looks at all types, but the leak is established, the question is only what belongs to it.
            else type.Part = types.GrowthOf(slot) is { SlopeLow: > 0 } ? LeakPart.InStep : LeakPart.None;
        }
    }

    private static bool KeepsPace(ProcessTrend trend, int slot, JudgedWindow window, ReadOnlySpan<double> paces)
    {
        var types = trend.Table;
        if (paces.IsEmpty || !LeadingType.IsTelling(types[slot].Name, types[slot].Assembly)) return false;
        var own = types.InstancesFor(slot, trend.Glance(slot, window.First, window.End).SlopePerHour);
        foreach (var pace in paces)
            if (own >= PaceMin * pace && own <= PaceMax * pace) return true;
        return false;
    }

    /// <summary>Tested without a smallest slope, and watched for its rate; once a namesake it remains one for as long as it keeps pace.</summary>
    private static bool IsNamesake(ProcessTrend trend, int slot, JudgedWindow window, long startedUnixMilliseconds, DetectionOptions withoutMinimum)
    {
        Span<float> floors = stackalloc float[BucketAxis.BucketsMax];
        floors = floors[..trend.CopyFloors(slot, floors)];
        var growth = ProcessJudge.Judge(trend, floors, window, startedUnixMilliseconds, 0, withoutMinimum);
        if (growth.Verdict != Verdict.Leak && trend.Table[slot].Part != LeakPart.Namesake) return false;
        trend.Table.Watch(slot, growth);
        return true;
    }
}
