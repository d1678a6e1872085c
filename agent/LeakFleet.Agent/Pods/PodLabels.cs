using LeakFleet.Agent.Identity;
using LeakFleet.Protocol;

namespace LeakFleet.Agent.Pods;

/// <summary>What a pod says about a process in it, by the names of OpenTelemetry's semantic conventions.</summary>
internal static class PodLabels
{
    /// <summary>Labels of a pod that travel with its processes: those that Kubernetes recommends to everybody.</summary>
    private const string Recommended = "app.kubernetes.io/";

    private static readonly Dictionary<string, string> WorkloadKeys = new(StringComparer.Ordinal)
    {
        ["Deployment"] = "k8s.deployment.name",
        ["ReplicaSet"] = "k8s.replicaset.name",
        ["StatefulSet"] = "k8s.statefulset.name",
        ["DaemonSet"] = "k8s.daemonset.name",
        ["CronJob"] = "k8s.cronjob.name",
        ["Job"] = "k8s.job.name",
    };

    public static IEnumerable<(string Key, string Value)> Of(Pod pod, string containerId)
    {
        yield return ("k8s.namespace.name", Clean(pod.Namespace));
        yield return ("k8s.pod.name", Clean(pod.Name));
        var (kind, name) = Workload(pod);
        if (WorkloadKeys.TryGetValue(kind, out var key)) yield return (key, Clean(name));
        else if (kind.Length > 0) yield return ("k8s.workload", Clean($"{kind}/{name}"));
        var container = pod.Containers.FirstOrDefault(c => c.Ids.Contains(containerId));
        if (container is not null)
        {
            yield return ("k8s.container.name", Clean(container.Name));
            yield return ("container.image.name", Clean(container.Image));
        }

        foreach (var (label, value) in pod.Labels)
            if (label.StartsWith(Recommended, StringComparison.Ordinal)) yield return ("k8s.pod.label." + Clean(label), Clean(value));
    }

    /// <summary>
    /// What a person would name as the workload. A Deployment's pods belong to a ReplicaSet named after it and the pods' template hash, a CronJob's to a Job
    /// named after it and the time: both can be read from the name, without the right to read these objects.
    /// </summary>
    public static (string Kind, string Name) Workload(Pod pod)
    {
        var name = pod.OwnerName;
        switch (pod.OwnerKind)
        {
            case "ReplicaSet" when pod.Labels.TryGetValue("pod-template-hash", out var hash) && hash.Length > 0 && name.EndsWith("-" + hash, StringComparison.Ordinal):
                return ("Deployment", name[..^(hash.Length + 1)]);
            case "Job" when name.LastIndexOf('-') is > 0 and var dash && name.Length - dash - 1 is >= 8 and <= 10 && name.AsSpan(dash + 1).IndexOfAnyExceptInRange('0', '9') < 0:
                return ("CronJob", name[..dash]);
            default:
                return (pod.OwnerKind, name);
        }
    }

    private static string Clean(string text) => WireText.Clean(text, WireLimits.TextBytesMax);
}
