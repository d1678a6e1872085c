using System.Diagnostics;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Heap.Isolation;
using LeakFleet.Agent.Tests.Heap.Shapes;

namespace LeakFleet.Agent.Tests.Heap.Isolation;

public sealed class SandboxTests
{
    private static readonly bool IsRoot = SandboxCalls.geteuid() == 0;

    [Theory, InlineData(true), InlineData(false)]
    public void NothingThatAHostileLibraryWouldTrySucceeds(bool isGuarded)
    {
        var lines = SandboxProbeRun.Of([], Environment.ProcessId, isGuarded);

        // Without a guard, and the right to change its root, a process can still read what its user can read.
        var isClosed = IsRoot || isGuarded;
        Assert.DoesNotContain(lines[1..], line => !line.Contains(" -1 ", StringComparison.Ordinal) && (isClosed || !line.StartsWith("open-", StringComparison.Ordinal)));
    }

    [Fact]
    public void WithTheCapabilitiesOfTheShippedAgentAHelperReadsNoFileOfRoot()
    {
        ApartTarget.RequireRoot("setpriv");
        // Without capabilities itself, so that those of the helper's user may look into it.
        using var victim = Process.Start(new ProcessStartInfo("setpriv", ["--bounding-set=-all", "--inh-caps=-all", "sleep", "300"]) { Environment = { ["SECRET"] = "1" } })!;
        try
        {
            // What an agent with SYS_PTRACE and DAC_OVERRIDE alone starts its helper with: root's user, and nothing of root's rights.
            string[] asShipped = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"];
            Assert.True(SpinWait.SpinUntil(() => File.ReadAllText($"/proc/{victim.Id}/comm").Trim() == "sleep", TimeSpan.FromSeconds(30)));

            // What the guard keeps from it is there to be read without: it is not refused for another reason.
            var unguarded = SandboxProbeRun.Of(asShipped, victim.Id, isGuarded: false);
            Assert.Contains(unguarded, line => line.StartsWith("open-secret ", StringComparison.Ordinal) && !line.Contains(" -1 ", StringComparison.Ordinal));
            Assert.Contains(unguarded, line => line.StartsWith("open-environment ", StringComparison.Ordinal) && !line.Contains(" -1 ", StringComparison.Ordinal));

            var guarded = SandboxProbeRun.Of(asShipped, victim.Id, isGuarded: true);
            Assert.DoesNotContain(guarded[1..], line => !line.Contains(" -1 ", StringComparison.Ordinal));
        }
        finally
        {
            victim.Kill();
        }
    }

    [Fact]
    public void TheHelperHasNoRightsAndNoFiles()
    {
        using var target = HeapTargetProcess.Start(1000, []);
        using var inspection = OpenHelper(target.Pid);
        Assert.Null(inspection.ReadLayout().Trouble);

        var folder = $"/proc/{inspection.HelperPid}";
        foreach (var thread in Directory.GetDirectories($"{folder}/task"))
        {
            var status = File.ReadLines($"{thread}/status").Select(line => line.Split(':', 2)).ToDictionary(pair => pair[0], pair => pair[1].Trim());
            // It ends when it has nothing to do, and the runtime ends the process when it cannot start it again.
            Assert.DoesNotContain("Tiered", File.ReadAllText($"{thread}/comm"), StringComparison.Ordinal);
            foreach (var set in new[] { "CapInh", "CapPrm", "CapEff", "CapAmb" }) Assert.Equal("0000000000000000", status[set]);
            Assert.Equal("1", status["NoNewPrivs"]);
            Assert.Equal("2", status["Seccomp"]);
            if (!IsRoot) continue;
            Assert.Equal("65534\t65534\t65534\t65534", status["Uid"]);
            Assert.Equal("65534\t65534\t65534\t65534", status["Gid"]);
            Assert.Equal("", status["Groups"]);
        }
        if (IsRoot) Assert.Equal($"{folder}/fd", new FileInfo($"{folder}/root").LinkTarget);
        var open = Directory.GetFileSystemEntries($"{folder}/fd").Select(entry => new FileInfo(entry).LinkTarget!).ToList();
        Assert.DoesNotContain(open, file => file.StartsWith('/') && file != "/dev/null" && !file.StartsWith("/memfd:debugger access library", StringComparison.Ordinal));
        Assert.DoesNotContain(open, file => file.StartsWith("socket:", StringComparison.Ordinal));
        // Where memory runs out, it goes and not the agent.
        Assert.Equal("1000", File.ReadAllText($"{folder}/oom_score_adj").Trim());
        Assert.DoesNotContain("PATH=", File.ReadAllText($"{folder}/environ"), StringComparison.Ordinal);
    }

    [Fact]
    public void TheHelperEndsWithItsInspection()
    {
        using var target = HeapTargetProcess.Start(1000, []);
        var inspection = OpenHelper(target.Pid);
        var pid = inspection.HelperPid;
        Assert.NotEqual(0UL, ProcessStart.TicksOf(pid));

        inspection.Dispose();

        Assert.True(SpinWait.SpinUntil(() => ProcessStart.TicksOf(pid) == 0, TimeSpan.FromSeconds(30)));
    }

    internal static IsolatedInspection OpenHelper(int pid)
    {
        var memory = new ProcessMemory(pid);
        var (inspection, trouble) = new InspectionSource(pid, memory.Read, new HeapWalkOptions(), new WalkCpu()).Open(TestContext.Current.CancellationToken);
        Assert.Null(trouble);
        return (IsolatedInspection)inspection!;
    }
}
