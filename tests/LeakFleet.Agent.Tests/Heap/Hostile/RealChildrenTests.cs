using System.Diagnostics;
using LeakFleet.Agent.Discovery;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Procfs;

namespace LeakFleet.Agent.Tests.Heap.Hostile;

/// <summary>A service that really starts children, faster than they end.</summary>
[Collection(typeof(Alone))]
public sealed class RealChildrenTests
{
    private const int Children = 1_000;

    [Fact]
    public void ATargetsManyChildrenAreNoServicesAndKeepItFromNothing()
    {
        using var target = HeapTargetProcess.Start(50_000, []);
        var discoverer = new ProcessDiscoverer(new ProcTree(ProcTree.DefaultRoot), new DiscoveryOptions(Environment.ProcessId));
        var known = discoverer.Scan(0).Started.Select(process => process.Pid).ToHashSet();
        Assert.Contains(target.Pid, known);
        using var walker = new HeapWalker(target.Pid, new HeapWalkOptions());

        Assert.Equal("READY", target.Ask($"fork {Children}"));
        var (alive, scan) = (0, 0L);
        for (; alive < Children / 2 && scan < 60; scan++)
        {
            var clock = Stopwatch.StartNew();
            var found = discoverer.Scan(1 + scan * 2_000);
            Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
            Assert.DoesNotContain(found.Started, process => NameOf(process.Pid) == "sleep");
            Assert.DoesNotContain(found.Exited, process => process.Pid == target.Pid);
            var walk = walker.Walk(TestContext.Current.CancellationToken);
            Assert.Contains(walk.Histogram!.Types, type => type.Name == "HeapTarget.BuiltHeap+Order" && type.Counts.Total > 2_500);
            alive = Math.Max(alive, Directory.GetDirectories("/proc").Count(folder => NameOf(Path.GetFileName(folder)) == "sleep"));
        }

        Assert.InRange(alive, Children / 2, int.MaxValue);
    }

    private static string NameOf(int pid) => NameOf($"{pid}");

    private static string NameOf(string pid)
    {
        try
        {
            return char.IsAsciiDigit(pid[0]) ? File.ReadAllText($"/proc/{pid}/comm").Trim() : "";
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return "";
        }
    }
}
