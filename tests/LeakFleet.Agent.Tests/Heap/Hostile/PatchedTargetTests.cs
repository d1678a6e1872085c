using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Tests.Heap.Hostile;

[Collection(typeof(Alone))]
public sealed class PatchedTargetTests
{
    private const int Objects = 50_000;
    private const int Rounds = 40;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task ADamagedHeapIsCountedAsFarAsItCanBeAndNeverForMoreThanThereIs(int seed)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var random = new Random(seed);
        using var target = HeapTargetProcess.Start(Objects, []);
        using var walker = new HeapWalker(target.Pid, new HeapWalkOptions());
        // Stopped: it would not survive what is done to it.
        using var stop = new StoppedProcess(target.Pid);
        using var memory = new PatchedMemory(target.Pid);
        var before = GC.GetTotalAllocatedBytes();
        for (var round = 0; round < Rounds; round++)
        {
            if (round % 4 == 3) memory.DamageType(random);
            else for (var i = 0; i < 1 << (round % 5); i++) memory.Damage(random);

            // A walk that hangs must fail the test, not hold it up.
            var walk = await Task.Run(() => walker.Walk(CancellationToken.None), cancellation).WaitAsync(Patience, cancellation);
            if (walk.Histogram is not { } histogram)
            {
                Assert.NotEmpty(walk.Trouble!);
                continue;
            }
            var counted = histogram.Types.Sum(type => type.Bytes.Total) + histogram.FreeBytes.Total;
            Assert.InRange(counted, 0, memory.HeapBytes);
            Assert.InRange(histogram.Completeness.BytesRead + histogram.Completeness.BytesSkipped, counted, 2 * memory.HeapBytes);
            Assert.All(histogram.Types, type => Assert.True(type.Counts.Total > 0 && type.Bytes.Total >= 24 * type.Counts.Total, type.ToString()));
            if (round == Rounds - 1) Assert.True(histogram.Completeness.RegionsSkipped > 0);
        }
        // An array of a size that was believed would be larger.
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 256L << 20);
    }
}
