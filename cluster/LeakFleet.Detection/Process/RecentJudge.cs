namespace LeakFleet.Detection;

/// <summary>
/// Finds fast growth between two looks at the whole life: the buckets of the life, and after them the narrow steps of the latest hour, as one series, tested for growth that
/// has just begun. Only what no load explains, in a process that had stood still, is told so early.
/// </summary>
public sealed class RecentJudge(DetectionOptions options)
{
    /// <summary>Steps seen of the growth: three increments that are alike.</summary>
    private const int StepsMin = 4;

    /// <summary>Looks in an hour or so, each of which is a chance to be wrong.</summary>
    private const double LooksAtOnce = RecentRises.StepsMax;

    /// <returns>Whether something is shown that was not.</returns>
    public bool Judge(ProcessTrend trend, long startedUnixMilliseconds)
    {
        if (trend.Recent is not { IsEmpty: false } recent) return false;
        var types = trend.Table;
        var window = JudgedWindow.Of(trend.Axis, startedUnixMilliseconds, options);
        var seenSince = trend.Axis.FromUnixMilliseconds + window.First * trend.Axis.WidthMilliseconds;
        var joint = JointGrowth.None;
        Span<int> found = stackalloc int[RecentRises.PlacesMax];
        var foundCount = 0;
        for (var place = 0; place < RecentRises.PlacesMax; place++)
        {
            var slot = recent.SlotOf(types, place);
            if (slot < 0 || types[slot].Persistence.Shown == Verdict.Leak) continue;
            var growth = Test(trend, slot, window, options);
            if (growth.Verdict != Verdict.Leak) continue;
            var unexplained = LoadControl.UnexplainedNow(trend, slot, window, growth.GrowthStartedUnixMilliseconds, growth.Level);
            joint = joint.With(growth, unexplained, seenSince, trend.Axis.LastUnixMilliseconds);
            var (bytes, count) = recent.Anchor(place);
            types.Watch(slot, growth, bytes, count);
            found[foundCount++] = slot;
        }

        if (foundCount == 0) return false;
        joint = joint.WithCompanions(GainOfOthers(trend, recent, window, joint, found[..foundCount]));
        if (joint.QuietHours < options.QuietMin.TotalHours || !joint.IsEnough(trend.HeapBytes, isTold: false, options)) return false;
        foreach (var slot in found[..foundCount]) types[slot].Persistence = new Persistence(Verdict.Leak, 0);
        LeakParts.Mark(trend, window);
        return true;
    }

    /// <summary>What else rose fast meanwhile, such as the strings that belong to it: each may have risen before, but beside a leak it counts.</summary>
    private static double GainOfOthers(ProcessTrend trend, RecentRises recent, JudgedWindow window, in JointGrowth joint, ReadOnlySpan<int> found)
    {
        var from = LoadControl.BucketOf(trend.Axis, window, trend.Axis.LastUnixMilliseconds - (long)(joint.Hours * 3_600_000));
        var gained = 0.0;
        for (var place = 0; place < RecentRises.PlacesMax; place++)
        {
            var slot = recent.SlotOf(trend.Table, place);
            if (slot < 0 || found.Contains(slot)) continue;
            var (before, now) = LoadControl.Levels(trend, slot, window.First, from, window.End);
            gained += Math.Max(0, Math.Max(now, trend.Table[slot].LastBytes) - before);
        }

        return gained;
    }

    /// <summary>Growth of a type in the latest hour; none where it is not among those that rise fastest.</summary>
    internal static GrowthResult Test(ProcessTrend trend, int slot, JudgedWindow window, DetectionOptions options)
    {
        if (trend.Recent is not { IsEmpty: false } recent || recent.PlaceOf(trend.Table, slot) is not (>= 0 and var place)) return WatchList.NotTested;
        Span<long> times = stackalloc long[RecentRises.StepsMax];
        Span<double> steps = stackalloc double[RecentRises.StepsMax];
        var stepCount = recent.Copy(place, times, steps);
        if (stepCount < StepsMin) return WatchList.NotTested;
        Span<double> hours = stackalloc double[BucketAxis.BucketsMax + RecentRises.StepsMax];
        Span<double> values = stackalloc double[BucketAxis.BucketsMax + RecentRises.StepsMax];
        Span<float> floors = stackalloc float[BucketAxis.BucketsMax];
        floors = floors[..trend.CopyFloors(slot, floors)];
        var axis = trend.Axis;
        var (count, origin) = (0, 0L);
        for (var bucket = window.First; bucket < window.End; bucket++)
        {
            var begins = axis.FromUnixMilliseconds + bucket * axis.WidthMilliseconds;
            if (float.IsNaN(floors[bucket]) || begins + axis.WidthMilliseconds > times[0]) continue;
            Put(begins + axis.WidthMilliseconds / 2, floors[bucket], hours, values);
        }

        for (var step = 0; step < stepCount; step++) Put(times[step], steps[step], hours, values);
        var growth = FloorsTest.JudgeOnset(origin, hours[..count], values[..count], trend.HeapBytes, options);
        var p = Math.Min(1, growth.PValue * trend.Count * LooksAtOnce);
        // By the steps alone, since the bucket before them began long before the growth did.
        var isLeak = growth.Verdict == Verdict.Leak && p <= options.Significance && Onset.HoldsOn(hours[(count - stepCount)..count], values[(count - stepCount)..count]);
        var verdict = isLeak ? Verdict.Leak : Verdict.Healthy;
        return growth with { PValue = p, Verdict = verdict, Level = steps[stepCount - 1] };

        void Put(long time, double value, Span<double> hours, Span<double> values)
        {
            if (count == 0) origin = time;
            (hours[count], values[count]) = ((time - origin) / 3_600_000.0, value);
            count++;
        }
    }
}
