using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Tests.Heap.Isolation;

namespace LeakFleet.Agent.Tests.Heap;

/// <summary>Reads that fail for a moment, as those of structures do that the process is just changing.</summary>
public sealed class RuntimeInspectionTests
{
    [Theory, InlineData(1), InlineData(2)]
    public void WhatCannotBeReadForAMomentAfterAllWasForgottenIsReadAgain(int reads)
    {
        // This very process, with the types of every assembly that came with the runtime: more than is kept at once.
        var types = HelperMemoryTests.Types();
        var memory = new ProcessMemory(Environment.ProcessId);
        var (failing, forgotten) = (0, 0);
        var runtime = TargetRuntime.Find(Environment.ProcessId, new HeapWalkOptions());
        using var inspection = new RuntimeInspection(Environment.ProcessId, runtime, Read, new HeapWalkOptions(), mayFollowStacks: false, () => (failing, forgotten) = (reads, forgotten + 1));
        Assert.Null(inspection.Open(runtime.DacPath));
        Assert.Null(inspection.ReadLayout().Trouble);

        var names = inspection.Resolve([.. types.Order()]);
        Assert.True(forgotten > 0);
        Assert.InRange(names.Count(name => name is not null), types.Length * 99 / 100, types.Length);

        forgotten = 0;
        var statics = inspection.ReadStatics();
        Assert.True(forgotten > 0);
        Assert.Null(statics.Trouble);
        Assert.InRange(statics.Slots.Count, 500, int.MaxValue);

        int Read(ulong address, Span<byte> destination) => failing > 0 && failing-- > 0 ? 0 : memory.Read(address, destination);
    }
}
