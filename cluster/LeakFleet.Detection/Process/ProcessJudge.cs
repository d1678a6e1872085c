namespace LeakFleet.Detection;

/// <summary>
/// Judges a process by its types whenever a bucket is over, in this order: a glance at each row; the whole test for what moves and rises; then all of them
/// together, since of 200 types tested at 1 % two grow by chance, and since what they gain must matter to the process; then over consecutive looks, since each look is one more chance to be wrong.
/// Allocates nothing.
/// </summary>
public sealed class ProcessJudge(DetectionOptions options)
{
    /// <summary>Types tested in one look: those that leak, then those that rise most suspiciously. A leaked graph of hundreds of types is found all the same.</summary>
    public const int TestsMax = 32;

    /// <summary>Of these, such that are not shown: each costs 6 µs and a place in memory.</summary>
    internal const int NewTestsMax = 12;

    /// <summary>Largest p-value that is believed at the first look.</summary>
    private const double ClearPValueMax = 1e-6;

    /// <summary>Looks at all buckets, which must be over, and returns what the heap as a whole does.</summary>
    /// <param name="isTotals">The sizes hold garbage: until a gen2 collection the dead pile up in a line as straight as a leak's.</param>
    /// <param name="startedUnixMilliseconds">When the process started, or what stands for it.</param>
    public GrowthResult Judge(ProcessTrend trend, bool isTotals, long startedUnixMilliseconds)
    {
        var types = trend.Table;
        var window = JudgedWindow.Of(trend.Axis, startedUnixMilliseconds, options);
        var screen = new GrowthScreen(window.Count, trend.Axis.WidthMilliseconds, trend.HeapBytes, options);
        Span<(double Rise, int Slot)> chosen = stackalloc (double, int)[TestsMax];
        Span<Verdict> verdicts = stackalloc Verdict[types.Count];
        var (chosenCount, shown, moving) = (0, 0, 0);
        for (var slot = 0; slot < types.Count; slot++)
        {
            var row = trend.Glance(slot, window.First, window.End);
            var isEnough = screen.IsEnough(row);
            verdicts[slot] = isEnough ? Verdict.Healthy : Verdict.Learning;
            var isShown = types[slot].Persistence.Shown == Verdict.Leak;
            if (!isShown && (!isEnough || !screen.Moves(row))) continue;
            moving++;
            if (isShown) shown++;
            // A line that explains what the row does is more suspicious than a steep one in a row that wanders.
            if (isShown || screen.Rises(row)) Choose(chosen[..Math.Min(TestsMax, shown + NewTestsMax)], ref chosenCount, isShown ? double.PositiveInfinity : row.SlopePerHour * row.Explained, slot);
        }

        types.Watched.BeginLook();
        Test(trend, chosen[..chosenCount], moving, window, isTotals, startedUnixMilliseconds, verdicts);
        for (var slot = 0; slot < types.Count; slot++)
        {
            ref var type = ref types[slot];
            // A fast leak must not wait for three buckets, each of which may be an hour wide: what noise does not do once in a million times needs no second look.
            var isClear = verdicts[slot] == Verdict.Leak && types.GrowthOf(slot).PValue <= ClearPValueMax;
            type.Persistence = type.Persistence.Next(verdicts[slot], isClear ? 1 : options.LooksMin);
        }

        LeakParts.Mark(trend, window);
        types.Watched.EndLook();

        Span<float> floors = stackalloc float[BucketAxis.BucketsMax];
        floors = floors[..trend.CopyHeapFloors(floors)];
        return Cap(Judge(trend, floors, window, startedUnixMilliseconds, trend.HeapBytes, options), isTotals);
    }

    internal static GrowthResult Judge(
        ProcessTrend trend, ReadOnlySpan<float> floors, JudgedWindow window, long startedUnixMilliseconds, double heapBytes, DetectionOptions options)
    {
        var axis = trend.Axis;
        return GrowthTest.JudgeFloors(
            floors[window.First..window.End], axis.FromUnixMilliseconds + window.First * axis.WidthMilliseconds, axis.WidthMilliseconds,
            startedUnixMilliseconds, heapBytes, options);
    }

    /// <summary>Tests the chosen ones and puts down what is held of them in this look.</summary>
    private void Test(
        ProcessTrend trend, ReadOnlySpan<(double Rise, int Slot)> chosen, int moving, JudgedWindow window, bool isTotals, long startedUnixMilliseconds, Span<Verdict> verdicts)
    {
        Span<float> floors = stackalloc float[BucketAxis.BucketsMax];
        Span<double> pValues = stackalloc double[chosen.Length];
        Span<bool> accepted = stackalloc bool[chosen.Length];
        for (var i = 0; i < chosen.Length; i++)
        {
            var slot = chosen[i].Slot;
            var count = trend.CopyFloors(slot, floors);
            var growth = Judge(trend, floors[..count], window, startedUnixMilliseconds, trend.HeapBytes, options);
            if (growth.Verdict != Verdict.Leak && RecentJudge.Test(trend, slot, window, options) is { Verdict: Verdict.Leak } recent) growth = recent;
            growth = Cap(growth, isTotals);
            // While it is shown, its figures are those of the last look that agreed.
            var isDoubted = trend.Table[slot].Persistence.Shown == Verdict.Leak && growth.Verdict != Verdict.Leak && trend.Table.GrowthOf(slot).Verdict == Verdict.Leak;
            trend.Table.Watch(slot, isDoubted ? trend.Table.GrowthOf(slot) : growth);
            (pValues[i], verdicts[slot]) = (growth.PValue, growth.Verdict);
        }

        FalseDiscovery.Select(pValues, moving, options.Significance, accepted);
        var joint = JointGrowth.None;
        var seenSince = trend.Axis.FromUnixMilliseconds + window.First * trend.Axis.WidthMilliseconds;
        var isTold = false;
        for (var i = 0; i < chosen.Length; i++)
        {
            ref var verdict = ref verdicts[chosen[i].Slot];
            isTold |= trend.Table[chosen[i].Slot].Persistence.Shown == Verdict.Leak;
            if (verdict != Verdict.Leak) continue;
            if (!accepted[i])
            {
                verdict = Verdict.Healthy;
                continue;
            }

            var growth = trend.Table.GrowthOf(chosen[i].Slot);
            var unexplained = LoadControl.Unexplained(trend, chosen[i].Slot, window, growth.GrowthStartedUnixMilliseconds);
            joint = joint.With(growth, unexplained, seenSince, trend.Axis.LastUnixMilliseconds);
        }

        if (joint.IsEnough(trend.HeapBytes, isTold, options) && (isTold || !ClearestWitness.LevelsOff(trend, verdicts, window, startedUnixMilliseconds, options))) return;
        foreach (ref var verdict in verdicts)
            if (verdict == Verdict.Leak) verdict = Verdict.WarmingUp;
    }

    /// <summary>Keeps the largest, in falling order, the first of equals.</summary>
    private static void Choose(Span<(double Rise, int Slot)> chosen, ref int count, double rise, int slot)
    {
        if (count == chosen.Length && rise <= chosen[^1].Rise) return;
        var place = count < chosen.Length ? count++ : count - 1;
        for (; place > 0 && chosen[place - 1].Rise < rise; place--) chosen[place] = chosen[place - 1];
        chosen[place] = (rise, slot);
    }

    /// <summary>A leak must survive a gen2 collection. A real one fills gen2 and so brings one about: not to conclude before costs nothing but time.</summary>
    private static GrowthResult Cap(GrowthResult growth, bool isTotals) =>
        isTotals && growth.Verdict == Verdict.Leak ? growth with { Verdict = Verdict.Learning } : growth;
}
