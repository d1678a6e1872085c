using System.Buffers.Text;
using LeakFleet.Agent.Identity;
using LeakFleet.Agent.Procfs;

namespace LeakFleet.Agent.Usage;

/// <summary>
/// How often the kernel killed for want of memory in a process's cgroup: <c>oom_kill</c> in <c>memory.events</c> (v2) or <c>memory.oom_control</c> (v1).
/// A container's cgroup goes with its last process, its pod's stays; in v2 the pod's counts what happened in its containers too.
/// </summary>
internal sealed class OutOfMemoryKills
{
    private const int BytesMax = 4096;

    private readonly string[] _files;
    private readonly long[] _remembered;
    private readonly long[] _seen;

    /// <param name="cgroup">Text of <c>/proc/PID/cgroup</c>.</param>
    public OutOfMemoryKills(string cgroup, string cgroupRoot)
    {
        _files = Files(cgroup, cgroupRoot);
        _remembered = new long[_files.Length];
        _seen = new long[_files.Length];
        Remember();
        _seen.CopyTo(_remembered, 0);
    }

    /// <summary>
    /// To be called now and then while the process lives. What the counters say now counts as past from the next time on only: the kernel counts a kill before it
    /// kills, and a process takes its time to die, the longer the more memory it has.
    /// </summary>
    public void Remember()
    {
        _seen.CopyTo(_remembered, 0);
        for (var i = 0; i < _files.Length; i++)
            if (Count(_files[i]) is >= 0 and var kills) _seen[i] = kills;
    }

    /// <summary>Whether there was a kill since the counters were remembered the last time but one.</summary>
    public bool HaveRisen()
    {
        // The own one first: while it is there, it alone knows which container it was.
        for (var i = 0; i < _files.Length; i++)
            if (Count(_files[i]) is >= 0 and var kills) return kills > _remembered[i];
        return false;
    }

    /// <summary>-1 when it cannot be read.</summary>
    internal static long Count(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (line.StartsWith("oom_kill "u8)) return Utf8Parser.TryParse(line[9..], out long kills, out _) && kills >= 0 ? kills : -1;
        }
        return -1;
    }

    private static long Count(string file) => BoundedFile.Read(file, BytesMax, out var bytes) == ReadOutcome.Ok ? Count(bytes) : -1;

    private static string[] Files(string cgroup, string root)
    {
        var (path, isUnified) = ContainerMemory.MemoryPath(cgroup);
        var segments = path?.Split('/', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (segments.Length == 0 || segments.Contains("..")) return [];
        var (mount, name) = isUnified ? (root, "memory.events") : (Path.Combine(root, "memory"), "memory.oom_control");
        var own = Path.Combine([mount, .. segments, name]);
        // Above the pod a counter is about other pods as well.
        for (var depth = segments.Length - 1; isUnified && depth > 0; depth--)
        {
            if (ContainerIdentity.FromCgroup($"0::/{segments[depth - 1]}/{new string('0', 64)}").PodUid.Length > 0)
                return [own, Path.Combine([mount, .. segments.AsSpan(0, depth), name])];
        }
        return [own];
    }
}
