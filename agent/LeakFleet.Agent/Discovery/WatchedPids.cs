using LeakFleet.Agent.Identity;
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
            _ when HasRuntime(proc, pid) => $"process {pid} ({stat.Name}) cannot be watched: its diagnostics are switched off, so that it tells nothing of its "
                + $"collections; 'leakfleet types {pid}' and 'leakfleet growth {pid}' count its heap all the same",
            _ => $"process {pid} ({stat.Name}) is not a .NET process: it has no diagnostic socket, and no libcoreclr.so loaded",
        };
    }

    private static bool HasRuntime(ProcTree proc, int pid) =>
        proc.Read(pid, "maps", out var maps, MappedFiles.BytesMax) == ReadOutcome.Ok && MappedFiles.Find(maps, "libcoreclr.so") is not null;
}
