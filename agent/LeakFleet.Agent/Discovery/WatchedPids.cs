using LeakFleet.Agent.Procfs;

namespace LeakFleet.Agent.Discovery;

/// <summary>Whether a process that somebody names can be watched: asked once, so that a wrong pid is an error at once and not silence for ever.</summary>
public static class WatchedPids
{
    /// <summary>Why this process cannot be watched, in one line; null when it can.</summary>
    public static string? WhyNot(int pid, string procRoot = ProcTree.DefaultRoot)
    {
        var proc = new ProcTree(procRoot);
        if (!proc.TryReadStat(pid, out var stat)) return $"there is no process {pid}";
        var outcome = SocketSearch.Find(proc, new ProcessInstance(pid, stat.StartTicks), out var socket);
        socket?.Dispose();
        return outcome switch
        {
            ReadOutcome.Ok => null,
            ReadOutcome.Denied => $"process {pid} ({stat.Name}) cannot be read: {Capability.Denial}",
            _ => $"process {pid} ({stat.Name}) is not a .NET process, or its diagnostics are switched off: it has no diagnostic socket",
        };
    }
}
