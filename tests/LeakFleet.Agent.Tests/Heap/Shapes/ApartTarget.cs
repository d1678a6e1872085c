using System.Globalization;

namespace LeakFleet.Agent.Tests.Heap.Shapes;

/// <summary>
/// A target in its own pid and mount namespaces. Its temporary folder is a file system of its own: what is in it is nowhere in this test's but below
/// /proc/PID/root, and the other way round.
/// </summary>
internal sealed class ApartTarget : IDisposable
{
    private readonly HeapTargetProcess _starter;

    /// <summary>Skips the test where no such process can be started.</summary>
    public ApartTarget(int objects)
    {
        RequireRoot("unshare");
        Folder = Directory.CreateTempSubdirectory("leakfleet-").FullName;
        _starter = HeapTargetProcess.Start(
            ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", "mount -t tmpfs none \"$TMPDIR\" && exec \"$0\" \"$@\"", SelfContainedTarget.ProgramFor("net10.0")],
            objects, [$"TMPDIR={Folder}"]);
        Pid = int.Parse(File.ReadAllText($"/proc/{_starter.Pid}/task/{_starter.Pid}/children").Trim(), CultureInfo.InvariantCulture);
    }

    public int Pid { get; }

    /// <summary>Two folders by one path: one here, one there.</summary>
    public string Folder { get; }

    public static void RequireRoot(string tool)
    {
        if (!Environment.IsPrivilegedProcess) Assert.Skip("Only root may start such a process.");
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, tool))))
            Assert.Skip($"There is no {tool} here.");
    }

    public void Dispose()
    {
        _starter.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
