using System.Globalization;
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
        RequireRoot("setpriv");
        using var target = HeapTargetProcess.Start(
            ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", SelfContainedTarget.ProgramFor("net10.0")], Objects, []);
        Assert.Contains("Uid:\t65534", File.ReadAllText($"/proc/{target.Pid}/status"), StringComparison.Ordinal);

        AssertCounted(target.Pid);
    }

    [Fact]
    public void AProcessInItsOwnPidAndMountNamespacesIsFoundAndCounted()
    {
        RequireRoot("unshare");
        var program = SelfContainedTarget.ProgramFor("net10.0");
        // A temporary folder of its own: the diagnostic socket is nowhere in this test's file system but below /proc/PID/root.
        var folder = Directory.CreateTempSubdirectory("leakfleet-").FullName;
        using var target = HeapTargetProcess.Start(
            ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", "mount -t tmpfs none \"$TMPDIR\" && exec \"$0\" \"$@\"", program], Objects, [$"TMPDIR={folder}"]);
        var pid = OnlyChildOf(target.Pid);
        Assert.EndsWith("\t1", File.ReadLines($"/proc/{pid}/status").Single(line => line.StartsWith("NSpid:", StringComparison.Ordinal)), StringComparison.Ordinal);
        var socket = Path.GetFileName(Assert.Single(Directory.GetFiles($"/proc/{pid}/root{folder}", "dotnet-diagnostic-1-*-socket")));
        Assert.False(File.Exists(Path.Combine(folder, socket)));

        var discoverer = new ProcessDiscoverer(new ProcTree("/proc"), new DiscoveryOptions(Environment.ProcessId, false, 500, Pids: [pid]));
        Assert.Equal(pid, Assert.Single(discoverer.Scan(0).Started).Pid);
        AssertCounted(pid);
        Directory.Delete(folder);
    }

    private static void AssertCounted(int pid)
    {
        using var stop = new StoppedProcess(pid);
        using var walker = new HeapWalker(pid, new HeapWalkOptions());
        var walk = walker.Walk(TestContext.Current.CancellationToken);
        Assert.Null(walk.Trouble);
        Assert.Equal(SuspendedCount.Of(pid).Types, SuspendedCount.Of(walk.Histogram!));
    }

    private static int OnlyChildOf(int pid) =>
        int.Parse(File.ReadAllText($"/proc/{pid}/task/{pid}/children").Trim(), CultureInfo.InvariantCulture);

    private static void RequireRoot(string tool)
    {
        if (!Environment.IsPrivilegedProcess) Assert.Skip("Only root may start such a process.");
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, tool))))
            Assert.Skip($"There is no {tool} here.");
    }
}
