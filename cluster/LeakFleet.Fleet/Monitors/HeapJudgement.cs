using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>What is held of a whole process.</summary>
internal readonly record struct HeapJudgement(Verdict Verdict, Finding? Finding)
{
    /// <summary>From what its types were last judged to be.</summary>
    /// <param name="formerName">The name under which the leak was last said; empty when there was none.</param>
    public static HeapJudgement Of(ProcessTrend trend, Verdict heap, ProcessMemory? memory, string formerName)
    {
        List<TypeTrend>? leaking = null;
        for (var i = 0; i < trend.Count; i++)
            if (trend[i].IsLeaking) (leaking ??= []).Add(trend[i]);
        if (leaking is not null) return new HeapJudgement(Verdict.Leak, FindingComposer.Compose(trend, leaking, memory, formerName));
        // Growth of the whole that no type explains yet is no finding.
        return new HeapJudgement(heap is Verdict.WarmingUp or Verdict.Learning ? heap : Verdict.Healthy, null);
    }
}
