using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Tests.Heap.Hostile;

public sealed class LongTypeNameTests
{
    [Fact]
    public void ATypeNameOfMegabytesIsCutAndTheRestIsCountedAsEver()
    {
        using var target = HeapTargetProcess.Start(50_000, [], "--long-names");
        var options = new HeapWalkOptions();
        using var walker = new HeapWalker(target.Pid, options);

        var walk = walker.Walk(TestContext.Current.CancellationToken);

        Assert.Null(walk.Trouble);
        Assert.All(walk.Histogram!.Types, type => Assert.InRange(type.Name.Length, 1, options.TypeNameCharsMax));
        Assert.Contains(walk.Histogram.Types, type => type.Name.Length > options.TypeNameCharsMax / 2);
        Assert.Contains(walk.Histogram.Types, type => type.Name == "HeapTarget.BuiltHeap+Order" && type.Counts.Total > 2_500);
    }
}
