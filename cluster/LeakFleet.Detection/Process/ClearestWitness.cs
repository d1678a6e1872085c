using System.Runtime.CompilerServices;

namespace LeakFleet.Detection;

/// <summary>
/// What grows together is one growth, and its clearest witness says what it does. The strings and buffers of a cache hide in those of everything else: among their noise the bend of a
/// cache that fills is not seen, and they pass for a leak. The entries that hold them gain little, but nothing else, and show it.
/// </summary>
internal static class ClearestWitness
{
    /// <summary>Least rise of a witness, as a part of what there was before: below it types wander.</summary>
    private const double RiseMin = 0.25;

    /// <summary>Of the curve of a witness from that of the growth: one of both may be noisy.</summary>
    private const double DistanceMax = 0.25;

    /// <summary>Made once for each settings: a witness may be as small as it is.</summary>
    private static readonly ConditionalWeakTable<DetectionOptions, DetectionOptions> OptionsOf = [];

    /// <summary>Whether growth that shows in types without a name of the application only levels off in what grows with them, and does so more clearly than they grow.</summary>
    /// <param name="verdicts">Of each slot, in this look.</param>
    public static bool LevelsOff(ProcessTrend trend, ReadOnlySpan<Verdict> verdicts, JudgedWindow window, long startedUnixMilliseconds, DetectionOptions options)
    {
        var types = trend.Table;
        var leader = -1;
        for (var slot = 0; slot < verdicts.Length; slot++)
        {
            if (verdicts[slot] != Verdict.Leak) continue;
            if (LeadingType.IsTelling(types[slot].Name, types[slot].Assembly)) return false;
            if (leader < 0 || types.GrowthOf(slot).SlopePerHour > types.GrowthOf(leader).SlopePerHour) leader = slot;
        }

        if (leader < 0) return false;
        var clearest = types.GrowthOf(leader);
        var from = LoadControl.BucketOf(trend.Axis, window, clearest.GrowthStartedUnixMilliseconds);
        var (first, last) = LoadControl.Levels(trend, leader, from, from, window.End);
        var withoutMinimum = OptionsOf.GetValue(options, static settings => settings.WithoutMinimum());
        Span<float> floors = stackalloc float[BucketAxis.BucketsMax];
        for (var slot = 0; slot < verdicts.Length; slot++)
        {
            var (before, now) = LoadControl.Levels(trend, slot, from, from, window.End);
            if (verdicts[slot] == Verdict.Leak || now <= before * (1 + RiseMin) || !Shape.IsOne(trend, slot, leader, from, window.End, DistanceMax)) continue;
            // The largest cache that must be excluded is one of the heap: of the witness its part of that.
            var heapBytes = trend.HeapBytes * (now - before) / (last - first);
            var growth = ProcessJudge.Judge(trend, floors[..trend.CopyFloors(slot, floors)], window, startedUnixMilliseconds, heapBytes, withoutMinimum);
            if (growth.Verdict is Verdict.Leak or Verdict.WarmingUp && growth.PValue < clearest.PValue) clearest = growth;
        }

        return clearest.Verdict == Verdict.WarmingUp;
    }
}
