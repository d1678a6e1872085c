using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention;
using LeakFleet.Agent.Retention.Evidence;
using LeakFleet.Agent.Tests.Heap;
using LeakFleet.Agent.Tests.Heap.Hostile;

namespace LeakFleet.Agent.Tests.Retention;

/// <summary>Processes in which a search could lose itself: it ends with what it found, or says what it did not find.</summary>
[Collection(typeof(Alone))]
public sealed class HostileHeapTests
{
    private const int Rounds = 7;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task AnArrayOfAHundredMillionElementsAndRingsAreNoTraps()
    {
        using var target = HeapTargetProcess.Start(1000, [], "--cruel");
        var heap = new ProcessHeap(target.Pid, new HeapWalkOptions { DacMode = DacMode.Isolated });
        var before = GC.GetTotalAllocatedBytes();

        var inArray = (await Ask(heap, "HeapTarget.Cruel+InHugeArray")).Evidence!;
        var inRings = (await Ask(heap, "HeapTarget.Cruel+HeldLink")).Evidence!;
        var lost = (await Ask(heap, "HeapTarget.Cruel+LostLink")).Evidence!;

        Assert.Equal((99_999_999, PathCertainty.Exact), (inArray.Signatures[0].Example.Steps[0].Element, inArray.Signatures[0].Example.Certainty));
        Assert.StartsWith("static HeapTarget.Cruel.Huge → ", inArray.Signatures[0].Signature, StringComparison.Ordinal);
        Assert.StartsWith("static HeapTarget.Cruel.Held → ", inRings.Signatures[0].Signature, StringComparison.Ordinal);
        Assert.Equal(inRings.Sampled, inRings.Paths.Count);
        Assert.Equal((0, 64), (lost.Paths.Count, lost.Unexplained));
        Assert.NotEmpty(lost.Notes);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 512L << 20);
    }

    [Theory, InlineData(1), InlineData(2)]
    public async Task ADamagedHeapEndsWithAnAnswer(int seed)
    {
        var random = new Random(seed);
        using var target = HeapTargetProcess.Start(20_000, []);
        // Stopped: it would not survive what is done to it.
        using var stop = new StoppedProcess(target.Pid);
        using var memory = new PatchedMemory(target.Pid);
        var heap = new ProcessHeap(target.Pid, new HeapWalkOptions { DacMode = DacMode.Isolated });
        var before = GC.GetTotalAllocatedBytes();
        for (var round = 0; round < Rounds; round++)
        {
            memory.DamageDescriptor(random);
            if (round % 3 == 2) memory.DamageType(random);
            else memory.Damage(random);

            var answer = await Ask(heap, "HeapTarget.BuiltHeap+Customer");
            if (answer.Evidence is not { } evidence) Assert.NotEmpty(answer.Trouble!);
            else Assert.All(evidence.Paths, path => Assert.NotEmpty(path.Steps));
        }
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 1L << 30);
    }

    /// <summary>A search that hangs must fail the test, not hold it up.</summary>
    private static async Task<RetentionAnswer> Ask(ProcessHeap heap, string type)
    {
        var cancellation = TestContext.Current.CancellationToken;
        return await Task.Run(() => heap.Why(name => name == type, new RetentionOptions { MillisecondsMax = 20_000 }, CancellationToken.None), cancellation).WaitAsync(Patience, cancellation);
    }
}
