using System.IO.Enumeration;
using System.Text;
using LeakFleet.Agent.Identity;
using LeakFleet.Agent.Procfs;

namespace LeakFleet.Agent.Pods;

/// <summary>Whether a process is to be watched, by the pod it is in.</summary>
internal sealed class PodGate
{
    private readonly ProcTree _proc;
    private readonly KubernetesOptions _options;
    private readonly PodIndex _pods;
    private readonly LabelRequirement[] _requirements;

    public PodGate(ProcTree proc, KubernetesOptions options, PodIndex pods)
    {
        (_proc, _options, _pods) = (proc, options, pods);
        _requirements = [.. options.PodLabels.Select(text => LabelRequirement.TryParse(text, out var requirement) ? requirement : default)];
    }

    /// <summary>Asked once a scan for each process, watched or not: a pod's annotations change while it lives.</summary>
    /// <param name="age">Since the process was found.</param>
    public PodDecision Decide(ContainerIdentity identity, TimeSpan age)
    {
        if (!_options.IsEnabled) return PodDecision.Watch;
        // Outside any pod: a service of the node itself.
        if (identity.PodUid.Length == 0) return _options.ChoosesPods ? PodDecision.Skip : PodDecision.Watch;
        if (_pods.Find(identity) is { } pod) return IsChosen(pod) ? PodDecision.Watch : PodDecision.Skip;
        if (_options.ChoosesPods) return PodDecision.Skip;
        return age < _options.UnknownPodWait ? PodDecision.Wait : PodDecision.Watch;
    }

    public ContainerIdentity Identify(int pid)
    {
        _proc.Read(pid, "cgroup", out var cgroup);
        return ContainerIdentity.FromCgroup(Encoding.UTF8.GetString(cgroup));
    }

    internal bool IsChosen(Pod pod) =>
        PodAnnotations.IsWatched(pod)
        && (_options.Namespaces.Count == 0 || _options.Namespaces.Any(pattern => Matches(pattern, pod.Namespace)))
        && !_options.ExcludedNamespaces.Any(pattern => Matches(pattern, pod.Namespace))
        && _requirements.All(requirement => requirement.Holds(pod.Labels));

    private static bool Matches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
