using System.Text;
using LeakFleet.Agent.Procfs;
using LeakFleet.Protocol;

namespace LeakFleet.Agent.Usage;

/// <summary>Memory, threads and file descriptors of a whole process, as the kernel counts them.</summary>
internal sealed class MemoryReader(ProcTree proc, string cgroupRoot = MemoryReader.DefaultCgroupRoot)
{
    public const string DefaultCgroupRoot = "/sys/fs/cgroup";

    /// <summary>Counting entries one by one is the fallback of old kernels; a process with more has made its point.</summary>
    private const int DescriptorsMax = 65_536;

    /// <summary>Null when the process is gone.</summary>
    public ProcessMemory? Read(int pid, long gcCommittedBytes)
    {
        if (proc.Read(pid, "status", out var bytes, ProcStatus.BytesMax) != ReadOutcome.Ok) return null;
        var status = ProcStatus.Parse(bytes);
        proc.Read(pid, "cgroup", out var cgroup);
        var container = ContainerMemory.Read(Encoding.UTF8.GetString(cgroup), cgroupRoot);
        var node = NodeMemory.Read(proc);
        return new ProcessMemory(
            status.RssAnonymousBytes,
            // Shared memory is neither a file's cache that can be dropped nor private; it counts to the files, as in the kernel's own RSS split.
            status.RssFileBytes < 0 ? -1 : status.RssFileBytes + Math.Max(0, status.RssSharedBytes),
            gcCommittedBytes,
            status.Threads,
            Descriptors(pid),
            container.LimitBytes,
            container.UsageBytes,
            node.TotalBytes,
            node.AvailableBytes);
    }

    // From Linux 6.2 the folder's size is the number of descriptors, which costs no listing and needs no right to look into it.
    private long Descriptors(int pid)
    {
        var (folder, _) = LinuxCalls.OpenDirectory(proc.PathOf(pid, "fd"));
        if (folder is null) return -1;
        using (folder)
        {
            var (facts, error) = LinuxCalls.Examine(folder, "");
            if (error == 0 && facts.SizeBytes > 0 && IsKernelCount) return facts.SizeBytes;
        }
        try
        {
            return Directory.EnumerateFileSystemEntries(proc.PathOf(pid, "fd")).Take(DescriptorsMax).LongCount();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return -1;
        }
    }

    // A folder on a disk has a size too, which counts bytes.
    private bool IsKernelCount => proc.Root == ProcTree.DefaultRoot;
}
