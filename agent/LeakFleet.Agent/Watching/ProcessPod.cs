using System.Text;
using LeakFleet.Agent.Identity;
using LeakFleet.Agent.Pods;
using LeakFleet.Agent.Usage;
using LeakFleet.Protocol;

namespace LeakFleet.Agent.Watching;

/// <summary>One process's container and pod: what they ask for, when they change, and whether want of memory ended the process.</summary>
internal sealed class ProcessPod
{
    /// <summary>The kubelet tells how a container ended a second or two after the process is gone.</summary>
    private static readonly TimeSpan VerdictWait = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan VerdictInterval = TimeSpan.FromMilliseconds(250);

    private readonly WatchTools _tools;
    private readonly ContainerIdentity _identity;
    private readonly OutOfMemoryKills _kills;
    private Pod? _known;

    public ProcessPod(int pid, WatchTools tools)
    {
        _tools = tools;
        tools.Proc.Read(pid, "cgroup", out var bytes);
        var cgroup = Encoding.UTF8.GetString(bytes);
        _identity = ContainerIdentity.FromCgroup(cgroup);
        _kills = new OutOfMemoryKills(cgroup, tools.Options.CgroupRoot);
        _known = tools.Pods.Find(_identity);
    }

    public TimeSpan HistogramIntervalMin => PodAnnotations.IntervalMin(_known, _tools.Options.HistogramIntervalMin, TimeSpan.FromHours(24));

    /// <summary>Whether the pod became known, or another version of it; tells each change once.</summary>
    public bool HasChanged()
    {
        var pod = _tools.Pods.Find(_identity);
        if (ReferenceEquals(pod, _known)) return false;
        _known = pod;
        return pod is not null;
    }

    public void RememberKills() => _kills.Remember();

    /// <summary>How the process ended. Waits a moment for the kubelet's word, when the kernel's counters tell nothing.</summary>
    public async Task<ProcessExited> EndAsync()
    {
        var byKernel = _kills.HaveRisen();
        var began = _tools.Time.GetTimestamp();
        var ended = Ended();
        while (!byKernel && ended is null && _known is not null && _identity.ContainerId.Length > 0 && _tools.Time.GetElapsedTime(began) < VerdictWait)
        {
            await Task.Delay(VerdictInterval, _tools.Time);
            ended = Ended();
        }

        var isOutOfMemory = byKernel || ended is { IsOutOfMemory: true };
        if (isOutOfMemory) AgentMetrics.OutOfMemoryKills.Add(1);
        return new ProcessExited(isOutOfMemory, ended?.ExitStatus ?? -1);
    }

    private Termination? Ended()
    {
        foreach (var container in _tools.Pods.Find(_identity)?.Containers ?? [])
            foreach (var termination in container.Ended)
                if (termination.ContainerId.Length > 0 && termination.ContainerId == _identity.ContainerId) return termination;
        return null;
    }
}
