using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>What is held of a whole process.</summary>
/// <param name="Finding">The leak of its types that grows fastest, or was known first; null when none leaks.</param>
/// <param name="Others">Leaks of other types beside it.</param>
internal readonly record struct HeapJudgement(Verdict Verdict, Finding? Finding, IReadOnlyList<Finding> Others)
{
    /// <summary>From what its types were last judged to be.</summary>
    /// <param name="formerName">The name under which the leak was last said; empty when there was none.</param>
    public static HeapJudgement Of(ProcessTrend trend, Verdict heap, ProcessMemory? memory, string formerName)
    {
        List<TypeTrend>? leaking = null;
        for (var i = 0; i < trend.Count; i++)
            if (trend[i].IsLeaking) (leaking ??= []).Add(trend[i]);
        if (leaking is null)
        {
            // Growth of the whole that no type explains yet is no finding.
            return new HeapJudgement(heap is Verdict.WarmingUp or Verdict.Learning ? heap : Verdict.Healthy, null, []);
        }

        return Leak(trend, leaking, memory, formerName);
    }

    /// <summary>Apart, since what its lambdas capture would else be allocated for each process that is judged.</summary>
    private static HeapJudgement Leak(ProcessTrend trend, List<TypeTrend> leaking, ProcessMemory? memory, string formerName)
    {
        var first = leaking.FindAll(t => t.Part is not (LeakPart.Second or LeakPart.Third));
        var finding = FindingComposer.Compose(trend, first, FindingComposer.Beside(trend), memory, formerName);
        if (first.Count == leaking.Count) return new HeapJudgement(Verdict.Leak, finding, []);
        var others = leaking.Where(t => t.Part is LeakPart.Second or LeakPart.Third).GroupBy(t => t.Part).OrderBy(g => g.Key)
            .Select(g => FindingComposer.Compose(trend, [.. g], [], memory, "")).Where(other => other.Fingerprint != finding.Fingerprint);
        return new HeapJudgement(Verdict.Leak, finding, [.. others]);
    }
}
