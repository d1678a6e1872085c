using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention;
using LeakFleet.Agent.Retention.Roots;
using LeakFleet.Agent.Tests.Heap;

namespace LeakFleet.Agent.Tests.Retention;

public sealed class ChurningTargetTests
{
    private const int Requests = 20;

    private const string Way = "HeapTarget.BuiltHeap System.Collections.Generic.List<System.Object> System.Object[] System.Object[] HeapTarget.BuiltHeap+Order HeapTarget.BuiltHeap+Customer";

    [Fact]
    public void NearlyEveryRequestEndsWithAPathAndNoneWithAFalseOne()
    {
        using var target = HeapTargetProcess.Start(60_000, []);
        var heap = new ProcessHeap(target.Pid, new HeapWalkOptions { DacMode = DacMode.Isolated });
        target.Ask("churn 1");
        var found = 0;

        for (var i = 0; i < Requests; i++)
        {
            var answer = heap.Why(name => name == "HeapTarget.BuiltHeap+Customer", new RetentionOptions { SamplesMax = 16 }, TestContext.Current.CancellationToken);
            var paths = answer.Evidence?.Paths ?? [];
            if (paths.Count > 0) found++;
            // The only way there is.
            Assert.All(paths, path => Assert.Equal((RootKind.Stack, Way), (path.Kind, string.Join(" ", path.Steps.Select(step => step.Type)))));
        }

        target.Ask("quiet");
        Assert.True(found >= Requests * 9 / 10, $"{found} of {Requests}");
    }
}
