using System.Globalization;
using LeakFleet.Agent.Procfs;

namespace LeakFleet.Agent.Usage;

/// <summary>
/// The memory limit that ends a process, and how much of it is used: the tightest among its cgroup and all above it, since the kernel enforces each.
/// </summary>
/// <param name="LimitBytes">-1 when there is none, or none can be read.</param>
/// <param name="UsageBytes">
/// Working set as the kubelet counts it: without pages of files that were not used lately. The kernel drops those before it kills, and a process that only
/// reads files would seem to run out of memory. Of the cgroup that has the limit, else of the process's own; -1 outside any cgroup but the root.
/// </param>
internal readonly record struct ContainerMemory(long LimitBytes, long UsageBytes)
{
    // v1 writes "no limit" as the largest page-aligned long; anything near it is no limit of a real machine.
    private const long NoLimitFrom = 1L << 60;
    private const string VersionOneLimit = "memory.limit_in_bytes";
    private const int LevelsMax = 64;
    // Some 60 lines of a name and a number, and one for each NUMA node or size of huge page on few machines.
    private const int StatBytesMax = 64 * 1024;

    public static ContainerMemory Unknown { get; } = new(-1, -1);

    /// <param name="cgroup">Text of <c>/proc/PID/cgroup</c>.</param>
    /// <param name="cgroupRoot">Where the hierarchies are mounted, normally <c>/sys/fs/cgroup</c>.</param>
    public static ContainerMemory Read(ReadOnlySpan<char> cgroup, string cgroupRoot)
    {
        var (path, isUnified) = MemoryPath(cgroup);
        if (path is null) return Unknown;
        return isUnified
            // The root of the whole machine lacks these files; in a container with a view of its own the root is the container's cgroup, or one above it.
            ? Tightest(cgroupRoot, path, 0, "memory.max", "memory.current", "inactive_file ")
            // Without "total_", version 1 leaves out the cgroups below, which usage counts.
            : Tightest(VersionOne(cgroupRoot), path, 1, VersionOneLimit, "memory.usage_in_bytes", "total_inactive_file ");
    }

    /// <summary>The limit of this very process; -1 when there is none, or none can be read.</summary>
    /// <remarks>In a container of version 1 the path is the machine's, and what is mounted is the container's own cgroup, which is no other process's.</remarks>
    public static long OwnLimit(ReadOnlySpan<char> cgroup, string cgroupRoot)
    {
        var limit = Read(cgroup, cgroupRoot).LimitBytes;
        return limit >= 0 ? limit : Limit(VersionOne(cgroupRoot), VersionOneLimit);
    }

    /// <summary>Path in the hierarchy that controls memory, and whether that is the unified one. Hybrid machines list both; the controller belongs to the one that names it.</summary>
    internal static (string? Path, bool IsUnified) MemoryPath(ReadOnlySpan<char> cgroup) =>
        PathOf(cgroup, unified: false) is { } path1 ? (path1, false) : (PathOf(cgroup, unified: true), true);

    private static ContainerMemory Tightest(string mount, string path, int depthMin, string limitFile, string usageFile, string droppable)
    {
        var limitBytes = -1L;
        string? counted = null;
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        // A path that leaves the mounted tree belongs to another cgroup namespace, and a folder of that name here would be someone else's.
        if (segments.Length > LevelsMax || segments.Contains("..")) return Unknown;
        // Version 1's root is the whole machine: it has no limit, and its usage is not this process's.
        for (var depth = segments.Length; depth >= depthMin; depth--)
        {
            var folder = Path.Combine([mount, .. segments.AsSpan(0, depth)]);
            var limit = Limit(folder, limitFile);
            var isTighter = limit >= 0 && (limitBytes < 0 || limit < limitBytes);
            if (isTighter) limitBytes = limit;
            if (isTighter || depth == segments.Length) counted = folder;
        }
        return counted is null ? Unknown : new ContainerMemory(limitBytes, WorkingSet(counted, usageFile, droppable));
    }

    private static string VersionOne(string cgroupRoot) => Path.Combine(cgroupRoot, "memory");

    private static long Limit(string folder, string file)
    {
        var limit = Number(Path.Combine(folder, file));
        return limit >= NoLimitFrom ? -1 : limit;
    }

    private static long WorkingSet(string folder, string usageFile, string droppable)
    {
        var usage = Number(Path.Combine(folder, usageFile));
        if (usage <= 0) return usage;
        foreach (var line in (BoundedFile.ReadText(Path.Combine(folder, "memory.stat"), StatBytesMax) ?? "").AsSpan().EnumerateLines())
        {
            // The two files are read at two moments, so that there may be more to drop than was in use.
            if (line.StartsWith(droppable, StringComparison.Ordinal) && Number(line[droppable.Length..]) is >= 0 and var bytes) return Math.Max(0, usage - bytes);
        }
        return usage;
    }

    // "4:memory:/path" (v1) or "0::/path" (v2).
    private static string? PathOf(ReadOnlySpan<char> cgroup, bool unified)
    {
        foreach (var line in cgroup.EnumerateLines())
        {
            var first = line.IndexOf(':');
            var second = first < 0 ? -1 : line[(first + 1)..].IndexOf(':');
            if (second < 0) continue;
            var controllers = line.Slice(first + 1, second);
            var path = line[(first + second + 2)..];
            if (unified ? controllers.IsEmpty : Names(controllers, "memory")) return path.ToString();
        }
        return null;
    }

    private static bool Names(ReadOnlySpan<char> controllers, string wanted)
    {
        foreach (var range in controllers.Split(','))
            if (controllers[range].SequenceEqual(wanted)) return true;
        return false;
    }

    // "max" is no number, and no limit.
    private static long Number(string file) => Number(BoundedFile.ReadText(file, 64).AsSpan());

    private static long Number(ReadOnlySpan<char> text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : -1;
}
