using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace LeakFleet.Agent.Procfs;

/// <summary>
/// A <c>/proc</c> tree, every read bounded. What lies below it is written by the processes themselves (command line, environment, root), so a
/// longer text is cut at its bound and a missing one is an outcome, not an exception.
/// </summary>
internal sealed class ProcTree(string root = ProcTree.DefaultRoot)
{
    public const string DefaultRoot = "/proc";

    /// <summary>The kernel allows far longer environments and command lines; labels need the beginning.</summary>
    public const int TextBytesMax = 64 * 1024;

    public string Root { get; } = root;

    /// <summary>Every pid there is now, in no order.</summary>
    public IEnumerable<int> Pids()
    {
        foreach (var directory in Directory.EnumerateDirectories(Root))
        {
            if (int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pid > 0)
                yield return pid;
        }
    }

    /// <summary>The pid this process has in this tree, which is the host's when the host's <c>/proc</c> is mounted in a container.</summary>
    public int OwnPid()
    {
        var target = new FileInfo(Path.Combine(Root, "self")).LinkTarget;
        return int.TryParse(target, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : Environment.ProcessId;
    }

    public string PathOf(int pid, string name) => string.Create(CultureInfo.InvariantCulture, $"{Root}/{pid}/{name}");

    public ReadOutcome Read(int pid, string name, out byte[] bytes, int bytesMax = TextBytesMax) => BoundedFile.Read(PathOf(pid, name), bytesMax, out bytes);

    /// <summary>Reads the state, name and start of a process; a zombie counts as gone, since nothing of it can be watched any more.</summary>
    public ReadOutcome ReadStat(int pid, out ProcStat stat)
    {
        stat = default;
        // Of every process of the node, at every scan.
        Span<byte> bytes = stackalloc byte[ProcStat.BytesMax];
        var outcome = BoundedFile.Read(PathOf(pid, "stat"), bytes, out var length);
        if (outcome != ReadOutcome.Ok) return outcome;
        return ProcStat.TryParse(bytes[..length], out stat) && !stat.IsDead ? ReadOutcome.Ok : ReadOutcome.Gone;
    }

    public bool TryReadStat(int pid, out ProcStat stat) => ReadStat(pid, out stat) == ReadOutcome.Ok;

    /// <summary>Opens a path as the process itself would resolve it, in its own mount namespace and root.</summary>
    public ReadOutcome OpenInRootOf(int pid, string path, int flags, out SafeFileHandle? handle)
    {
        handle = null;
        var (rootHandle, error) = LinuxCalls.OpenDirectory(PathOf(pid, "root"));
        if (rootHandle is null) return LinuxCalls.OutcomeOf(error);
        using (rootHandle) (handle, error) = LinuxCalls.OpenInRoot(rootHandle, path, flags);
        return LinuxCalls.OutcomeOf(error);
    }

    /// <summary>Opens a regular file of at most <paramref name="bytesMax"/> for reading, and nothing else: a pipe put in its place would block the reader.</summary>
    public ReadOutcome OpenRegularFile(int pid, string path, long bytesMax, out SafeFileHandle? handle)
    {
        var outcome = OpenInRootOf(pid, path, LinuxCalls.FlagNonBlocking, out handle);
        if (handle is null) return outcome;
        var (facts, error) = LinuxCalls.Examine(handle, "");
        if (error == 0 && facts.Kind == FileKind.Regular && facts.SizeBytes <= bytesMax) return ReadOutcome.Ok;
        handle.Dispose();
        handle = null;
        return ReadOutcome.Unusable;
    }
}
