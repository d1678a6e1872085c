using LeakFleet.Agent.Discovery;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Procfs;

namespace LeakFleet.Agent.Tests.Heap.Shapes;

/// <summary>Processes that belong to somebody else, or see another machine than the agent does.</summary>
public sealed class ApartProcessTests
{
    private const int Objects = 50_000;

    [Fact]
    public void AProcessOfAnotherUserIsCounted()
    {
        ApartTarget.RequireRoot("setpriv");
        using var target = HeapTargetProcess.Start(
            ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", SelfContainedTarget.ProgramFor("net10.0")], Objects, []);
        Assert.Contains("Uid:\t65534", File.ReadAllText($"/proc/{target.Pid}/status"), StringComparison.Ordinal);

        AssertCounted(target.Pid);
    }

    [Fact]
    public void AProcessInItsOwnPidAndMountNamespacesIsFoundAndCounted()
    {
        using var target = new ApartTarget(Objects);
        var (pid, folder) = (target.Pid, target.Folder);
        Assert.EndsWith("\t1", File.ReadLines($"/proc/{pid}/status").Single(line => line.StartsWith("NSpid:", StringComparison.Ordinal)), StringComparison.Ordinal);
        var socket = Path.GetFileName(Assert.Single(Directory.GetFiles($"/proc/{pid}/root{folder}", "dotnet-diagnostic-1-*-socket")));
        Assert.False(File.Exists(Path.Combine(folder, socket)));

        var discoverer = new ProcessDiscoverer(new ProcTree("/proc"), new DiscoveryOptions(Environment.ProcessId, false, 500, Pids: [pid]));
        Assert.Equal(pid, Assert.Single(discoverer.Scan(0).Started).Pid);
        AssertCounted(pid);
    }

    private static void AssertCounted(int pid)
    {
        using var stop = new StoppedProcess(pid);
        using var walker = new HeapWalker(pid, new HeapWalkOptions());
        var walk = walker.Walk(TestContext.Current.CancellationToken);
        Assert.Null(walk.Trouble);
        Assert.Equal(SuspendedCount.Of(pid).Types, SuspendedCount.Of(walk.Histogram!));
    }
}
