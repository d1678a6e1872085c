using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention;
using LeakFleet.Agent.Retention.Evidence;
using LeakFleet.Agent.Tests.Heap;

namespace LeakFleet.Agent.Tests.Retention;

/// <summary>A target that allocates and collects as fast as it can.</summary>
[Collection(typeof(Alone))]
public sealed class ChurningSearchTests
{
    private const int Rounds = 2;

    private static readonly string[] Types = ["InStaticList", "ByEvent", "ByCompletionSource", "InConditionalWeakTable", "InMemoryCache"];

    [Fact]
    public void NoPathIsFoundThatIsNotThereAndMostAreConfirmed()
    {
        using var target = HeapTargetProcess.Start(100_000, [], "--holders");
        var heap = new ProcessHeap(target.Pid, new HeapWalkOptions { DacMode = DacMode.Isolated });
        var quiet = Types.ToDictionary(type => type, type => Ask(heap, type)!.Paths.Select(path => path.Signature).ToHashSet());
        target.Ask($"churn {Environment.ProcessorCount}");

        var confirmed = 0;
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var type in Types)
            {
                if (Ask(heap, type) is not { } evidence) continue;
                Assert.Subset(quiet[type], evidence.Paths.Select(path => path.Signature).ToHashSet());
                if (evidence.Paths.Any(path => path.Certainty == PathCertainty.Exact)) confirmed++;
            }
        }

        Assert.InRange(confirmed, Rounds * Types.Length * 9 / 10, Rounds * Types.Length);
    }

    /// <summary>Null where the target gave no time to answer.</summary>
    private static RetentionEvidence? Ask(ProcessHeap heap, string type) =>
        heap.Why(name => name == $"HeapTarget.Held+{type}", new RetentionOptions { MillisecondsMax = 120_000 }, TestContext.Current.CancellationToken).Evidence;
}
