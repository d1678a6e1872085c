using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Heap.Snapshot;

namespace LeakFleet.Agent.Tests.Heap.Snapshot;

public sealed class EventPipeSnapshotTests
{
    private const int Objects = 100_000;

    [Fact]
    public async Task ASnapshotOfAQuietHeapCountsWhatAWalkCounts()
    {
        using var target = HeapTargetProcess.Start(Objects, []);
        await using var looks = HeapLooks.Open(target.Pid, "node", new HeapWalkOptions())!;
        var walk = await looks.LookAsync(TestContext.Current.CancellationToken);

        var snapshot = await looks.SnapshotAsync(TestContext.Current.CancellationToken);

        Assert.Null(snapshot.Trouble);
        Assert.Empty(snapshot.Histogram!.Completeness.Skipped);
        Assert.True(snapshot.CollectionIndex > 0);
        var walked = walk.Histogram!.Types.Where(type => type.Name.StartsWith("HeapTarget.BuiltHeap", StringComparison.Ordinal)).ToList();
        Assert.True(walked.Count > 8);
        // By method table: the names that the events give nested types lack the types around them.
        var counted = snapshot.Histogram.Types.ToDictionary(type => type.MethodTable);
        Assert.All(walked, type =>
        {
            var same = counted[type.MethodTable];
            Assert.Equal((type.Counts.Total, type.Bytes.Total), (same.Counts.Total, same.Bytes.Total));
            Assert.Contains(same.Name, type.Name, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task ASnapshotOfAProcessThatIsNotDotnetIsTrouble()
    {
        using var process = System.Diagnostics.Process.Start("sleep", "60");
        await using var looks = HeapLooks.Open(process.Id, "node", new HeapWalkOptions())!;

        var snapshot = await looks.SnapshotAsync(TestContext.Current.CancellationToken);

        process.Kill();
        Assert.Null(snapshot.Histogram);
        Assert.Equal("the process has no diagnostic socket", snapshot.Trouble);
    }
}
