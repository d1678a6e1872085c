using LeakFleet.Agent.Identity;

namespace LeakFleet.Agent.Pods;

/// <summary>The pods of this node by uid. Written by one watch, read by everybody.</summary>
internal sealed class PodIndex(int podsMax)
{
    private readonly Lock _lock = new();
    private Dictionary<string, Pod> _pods = new(StringComparer.Ordinal);

    /// <summary>Whether all pods of the node were listed once.</summary>
    public bool IsComplete { get; private set; }

    public int Count
    {
        get
        {
            lock (_lock) return _pods.Count;
        }
    }

    /// <summary>The pod that a process's cgroup names; null when it is none, or not known.</summary>
    public Pod? Find(ContainerIdentity identity)
    {
        if (identity.PodUid.Length == 0) return null;
        lock (_lock) return _pods.GetValueOrDefault(identity.PodUid);
    }

    public void Replace(IEnumerable<Pod> pods)
    {
        var all = new Dictionary<string, Pod>(StringComparer.Ordinal);
        foreach (var pod in pods)
        {
            if (all.Count >= podsMax) AgentMetrics.PodsDropped.Add(1);
            else all[pod.Uid] = pod;
        }

        lock (_lock) (_pods, IsComplete) = (all, true);
    }

    public void Put(Pod pod)
    {
        lock (_lock)
        {
            if (_pods.Count < podsMax || _pods.ContainsKey(pod.Uid)) _pods[pod.Uid] = pod;
            else AgentMetrics.PodsDropped.Add(1);
        }
    }

    public void Remove(Pod pod)
    {
        lock (_lock) _pods.Remove(pod.Uid);
    }
}
