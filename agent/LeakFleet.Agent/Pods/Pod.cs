namespace LeakFleet.Agent.Pods;

/// <summary>What is kept of a pod.</summary>
/// <param name="Annotations">Those that begin with <see cref="PodAnnotations.Prefix"/>; others may be large, and are nobody's business here.</param>
/// <param name="OwnerKind">Kind and name of what controls it, such as a ReplicaSet; empty for a pod on its own.</param>
internal sealed record Pod(
    string Uid,
    string Namespace,
    string Name,
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyDictionary<string, string> Annotations,
    string OwnerKind,
    string OwnerName,
    IReadOnlyList<PodContainer> Containers);

/// <param name="Ids">The running container's id and, after a restart, the one before it; without the runtime's name in front.</param>
internal sealed record PodContainer(string Name, string Image, IReadOnlyList<string> Ids, IReadOnlyList<Termination> Ended);

/// <summary>How a container ended, as the kubelet says it.</summary>
internal readonly record struct Termination(string ContainerId, string Reason, long ExitStatus)
{
    public bool IsOutOfMemory => Reason == "OOMKilled";
}
