using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention;
using LeakFleet.Agent.Retention.Evidence;
using LeakFleet.Agent.Tests.Heap;

namespace LeakFleet.Benchmarks.Why;

/// <summary>Questions put to a process that allocates and collects as fast as it can, about types whose holders are known.</summary>
internal static class ChurnRequests
{
    private const int Objects = 300_000;

    private static readonly (string Type, string Root)[] Known =
    [
        ("HeapTarget.Held+InStaticList", "static HeapTarget.Holders.List → "),
        ("HeapTarget.Held+ByEvent", "static HeapTarget.Holders.Changed → "),
        ("HeapTarget.Held+ByTimer", "static System.Threading.TimerQueue.Instances → "),
        ("HeapTarget.Held+InConditionalWeakTable", "static HeapTarget.Holders.Keys → "),
        ("HeapTarget.Held+InMemoryCache", "static HeapTarget.Holders.Cache → "),
    ];

    public static ChurnFigures Run(int requests)
    {
        using var target = HeapTargetProcess.Start(Objects, [], "--holders");
        var heap = new ProcessHeap(target.Pid, new HeapWalkOptions());
        target.Ask($"churn {Environment.ProcessorCount}");
        var (found, confirmed, wrong, seconds) = (0, 0, 0, 0.0);
        for (var i = 0; i < requests; i++)
        {
            var (type, root) = Known[i % Known.Length];
            if (heap.Why(name => name == type, new RetentionOptions(), CancellationToken.None).Evidence is not { } evidence) continue;
            seconds = Math.Max(seconds, evidence.Elapsed.TotalSeconds);
            if (evidence.Paths.Count > 0) found++;
            if (evidence.Paths.Any(path => path.Certainty == PathCertainty.Exact)) confirmed++;
            if (evidence.Paths.Any(path => !path.Signature.StartsWith(root, StringComparison.Ordinal))) wrong++;
        }
        return new ChurnFigures(requests, found, confirmed, wrong, seconds);
    }
}
