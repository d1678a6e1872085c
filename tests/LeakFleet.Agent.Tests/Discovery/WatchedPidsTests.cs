using LeakFleet.Agent.Discovery;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Heap.Snapshot;
using LeakFleet.Agent.Tests.Heap;

namespace LeakFleet.Agent.Tests.Discovery;

public sealed class WatchedPidsTests
{
    [Fact]
    public async Task AProcessWithItsDiagnosticsSwitchedOffIsNotWatchedAndCountedAllTheSame()
    {
        using var target = HeapTargetProcess.Start(1_000, ["DOTNET_EnableDiagnostics=0"]);
        await using var looks = HeapLooks.Open(target.Pid, "node", new HeapWalkOptions())!;

        var look = await looks.LookAsync(TestContext.Current.CancellationToken);

        Assert.Null(look.Trouble);
        Assert.Contains(look.Histogram!.Types, type => type.Name == "HeapTarget.BuiltHeap+Order");
        Assert.Equal(
            $"process {target.Pid} (HeapTarget) cannot be watched: its diagnostics are switched off, so that it tells nothing of its collections; "
                + $"'leakfleet types {target.Pid}' and 'leakfleet growth {target.Pid}' count its heap all the same",
            WatchedPids.WhyNot(target.Pid));
    }

    [Fact]
    public async Task AProcessThatIsNotDotnetIsNeitherWatchedNorOfferedASnapshot()
    {
        using var process = System.Diagnostics.Process.Start("sleep", "60");
        await using var looks = HeapLooks.Open(process.Id, "node", new HeapWalkOptions())!;

        var look = await looks.LookAsync(TestContext.Current.CancellationToken);

        Assert.Equal((HeapTrouble.NotDotnet, false), (look.Trouble, look.CanSnapshot));
        Assert.Equal($"process {process.Id} (sleep) is not a .NET process: it has no diagnostic socket, and no libcoreclr.so loaded", WatchedPids.WhyNot(process.Id));
        process.Kill();
    }
}
