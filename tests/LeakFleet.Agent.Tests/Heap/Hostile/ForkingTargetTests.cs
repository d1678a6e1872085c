using System.Diagnostics;
using LeakFleet.Agent.Discovery;
using LeakFleet.Agent.Tests.Procfs;

namespace LeakFleet.Agent.Tests.Heap.Hostile;

[Collection(typeof(Alone))]
public sealed class ForkingTargetTests : IDisposable
{
    private const int ChildrenEachScan = 2_000;

    private readonly ProcFixture _proc = new();

    public void Dispose() => _proc.Dispose();

    [Fact]
    public void ThousandsOfShortLivedChildrenHideNoServiceAndLeaveNothingBehind()
    {
        _proc.Add(10, startTicks: 500).Listen(10, "dotnet-diagnostic-10-500-socket");
        var discoverer = new ProcessDiscoverer(_proc.Tree, new DiscoveryOptions(OwnPid: 1));
        Assert.Equal(10, Assert.Single(discoverer.Scan(0).Started).Pid);

        var kept = GC.GetTotalMemory(forceFullCollection: true);
        for (var scan = 1; scan <= 3; scan++)
        {
            var first = 1_000 + scan * ChildrenEachScan;
            for (var child = 0; child < ChildrenEachScan; child++) _proc.Add(first + child, startTicks: 1_000 + scan);
            var clock = Stopwatch.StartNew();
            var found = discoverer.Scan(scan * 2_000);
            // 20 ms on an idle machine.
            Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
            Assert.Empty(found.Started);
            Assert.Empty(found.Exited);
            for (var child = 0; child < ChildrenEachScan; child++) _proc.Remove(first + child);
        }
        discoverer.Scan(10_000);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - kept, long.MinValue, 4 << 20);
    }

    [Fact]
    public void ChildrenThatAllClaimToBeDotnetAreWatchedUpToTheLimit()
    {
        for (var child = 0; child < 300; child++) _proc.Add(1_000 + child).Listen(1_000 + child, $"dotnet-diagnostic-{1_000 + child}-100-socket");
        var discoverer = new ProcessDiscoverer(_proc.Tree, new DiscoveryOptions(OwnPid: 1, ProcessesMax: 50));
        var found = discoverer.Scan(0);
        Assert.Equal(50, found.Started.Count);
        Assert.Equal(250, found.OverLimit);
    }
}
