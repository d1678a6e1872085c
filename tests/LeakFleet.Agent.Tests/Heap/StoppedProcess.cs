using System.Runtime.InteropServices;

namespace LeakFleet.Agent.Tests.Heap;

/// <summary>
/// Stops a process for as long as it lives. Not by ptrace, which ClrMD would use: its wait for a stopped child is answered to the runtime's
/// own handler of child signals instead, and never returns.
/// </summary>
internal sealed partial class StoppedProcess : IDisposable
{
    private const int Continue = 18;
    private const int Stop = 19;

    private readonly int _pid;

    public StoppedProcess(int pid)
    {
        _pid = pid;
        if (kill(pid, Stop) != 0 || !SpinWait.SpinUntil(() => IsStopped(pid), TimeSpan.FromSeconds(30)))
            throw new InvalidOperationException($"process {pid} could not be stopped");
    }

    public void Dispose() => _ = kill(_pid, Continue);

    private static bool IsStopped(int pid) =>
        Directory.GetDirectories($"/proc/{pid}/task").All(task => File.ReadAllText($"{task}/stat").Split(')')[^1].StartsWith(" T", StringComparison.Ordinal));

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int kill(int pid, int signal);
}
