using System.Diagnostics;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Heap.Isolation;

namespace LeakFleet.Agent.Tests.Heap.Isolation;

public sealed class SandboxTests
{
    private static readonly bool IsRoot = SandboxCalls.geteuid() == 0;

    [Fact]
    public void NothingThatAHostileLibraryWouldTrySucceeds()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        var tests = output.Parent!.Parent!.Parent!.Parent!.FullName;
        var start = new ProcessStartInfo(Path.Combine(tests, "targets", "SandboxProbe", "bin", output.Parent.Name, output.Name, "SandboxProbe"))
        {
            ArgumentList = { Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture) },
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_EnableDiagnostics"] = "0", ["DOTNET_EnableWriteXorExecute"] = "0", ["DOTNET_TC_CallCounting"] = "0", ["DOTNET_TC_CallCountingDelayMs"] = "0", ["DOTNET_GCHeapHardLimit"] = "4000000" },
        };
        using var probe = Process.Start(start)!;
        var lines = probe.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(probe.WaitForExit(TimeSpan.FromSeconds(60)));

        Assert.Equal("DONE", lines[^1]);
        Assert.True(lines.Length > 35, "fewer attempts than there are");
        // Without the right to change its root a process can still read what its user can read.
        Assert.DoesNotContain(lines[..^1], line => !line.Contains(" -1 ", StringComparison.Ordinal) && (IsRoot || !line.StartsWith("open-password", StringComparison.Ordinal)));
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

        // Where memory runs out, it goes and not the agent.
        Assert.Equal("1000", File.ReadAllText($"{folder}/oom_score_adj").Trim());
    internal static IsolatedInspection OpenHelper(int pid)
    {
        var memory = new ProcessMemory(pid);
        var (inspection, trouble) = new InspectionSource(pid, memory.Read, new HeapWalkOptions()).Open(TestContext.Current.CancellationToken);
        Assert.Null(trouble);
        return (IsolatedInspection)inspection!;
    }
}
