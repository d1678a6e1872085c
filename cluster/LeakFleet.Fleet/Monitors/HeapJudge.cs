using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>
/// Judges a process by its types, in this order: each type's growth by itself; then all of them together, since of 200 types tested at 1 % two
/// grow by chance; then over consecutive looks, since each new histogram is one more chance to be wrong.
/// </summary>
internal sealed class HeapJudge(DetectionOptions options)
{
    /// <summary>Tests every type anew and returns what the heap as a whole does.</summary>
    /// <param name="isTotals">The sizes hold garbage: until a gen2 collection the dead pile up in a line as straight as a leak's.</param>
    public Verdict Judge(TypeTable table, Series heap, double heapBytes, bool isTotals, long startedUnixMilliseconds)
    {
        var tested = new List<TrackedType>(table.Count);
        foreach (var type in table.Types)
        {
            var screened = GrowthScreen.Reject(type.Bytes.Samples, startedUnixMilliseconds, heapBytes, options);
            if (screened is null) type.Watch();
            type.Growth = Cap(screened ?? GrowthTest.Judge(type.Bytes.Samples, startedUnixMilliseconds, heapBytes, options), isTotals);
            // What could not have been found, whatever its p-value, is no test (independent filtering, Bourgon et al. 2010): were they counted, two
            // hundred constant types would hide the one that grows.
            if (screened is null && type.Growth.Verdict != Verdict.Learning) tested.Add(type);
            else type.Persistence = type.Persistence.Next(type.Growth.Verdict, options.LooksMin);
        }

        Span<double> pValues = stackalloc double[TypeTable.TypesMax];
        Span<bool> accepted = stackalloc bool[TypeTable.TypesMax];
        for (var i = 0; i < tested.Count; i++) pValues[i] = tested[i].Growth.PValue;
        FalseDiscovery.Select(pValues[..tested.Count], options.Significance, accepted);
        for (var i = 0; i < tested.Count; i++)
        {
            var own = tested[i].Growth.Verdict;
            tested[i].Persistence = tested[i].Persistence.Next(own == Verdict.Leak && !accepted[i] ? Verdict.Healthy : own, options.LooksMin);
        }

        LeakParts.Mark(table, startedUnixMilliseconds, options);
        return Cap(GrowthTest.Judge(heap.Samples, startedUnixMilliseconds, heapBytes, options), isTotals).Verdict;
    }

    /// <summary>What the process is held to be, from what its types were last judged to be.</summary>
    /// <param name="formerName">The name under which the leak was last said; empty when there was none.</param>
    public static HeapJudgement Conclude(TypeTable table, Verdict heap, ProcessMemory? memory, string formerName)
    {
        var growing = table.Types.Where(t => t.IsLeaking).ToList();
        if (growing.Count > 0) return new HeapJudgement(Verdict.Leak, FindingComposer.Compose(table, growing, memory, formerName));
        // Growth of the whole that no type explains yet is no finding.
        return new HeapJudgement(heap is Verdict.WarmingUp or Verdict.Learning ? heap : Verdict.Healthy, null);
    }

    /// <summary>A leak must survive a gen2 collection. A real one fills gen2 and so brings one about: not to conclude before costs nothing but time.</summary>
    private static GrowthResult Cap(GrowthResult growth, bool isTotals) =>
        isTotals && growth.Verdict == Verdict.Leak ? growth with { Verdict = Verdict.Learning } : growth;
}
