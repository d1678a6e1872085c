using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>A field that filters can name.</summary>
/// <param name="Values">The only values it can have; null when it can have any.</param>
/// <param name="OfProcess">Whether it is asked of a process: a finding has it when one of its processes has.</param>
public sealed record FilterField(string Name, string Meaning, IReadOnlyList<QueryTarget> Targets, IReadOnlyList<string>? Values = null, bool OfProcess = false)
{
    /// <summary>Fields of labels are this and the label's name: <c>label.team</c>.</summary>
    public const string LabelPrefix = "label.";

    private static readonly QueryTarget[] Everything = [QueryTarget.Findings, QueryTarget.Processes, QueryTarget.Services, QueryTarget.Types];

    private static readonly QueryTarget[] OfFindingsAndProcesses = [QueryTarget.Findings, QueryTarget.Processes];

    public static FilterField Service { get; } = new("service", "service name", Everything);

    public static FilterField Version { get; } = new("version", "service version", Everything);

    public static FilterField Namespace { get; } = new("namespace", "Kubernetes namespace", Everything, OfProcess: true);

    public static FilterField Node { get; } = new("node", "node name", Everything, OfProcess: true);

    public static FilterField Pod { get; } = new("pod", "pod name", Everything, OfProcess: true);

    public static FilterField Type { get; } = new("type", "full name of a growing type", Everything);

    public static FilterField Kind { get; } = new("kind", "kind of leak", [.. OfFindingsAndProcesses, QueryTarget.Services],
    [
        FindingKind.ManagedType, FindingKind.Queue, FindingKind.Native, FindingKind.Fragmentation, FindingKind.FinalizerBacklog,
        FindingKind.Handles, FindingKind.Threads, FindingKind.FileDescriptors, FindingKind.LoadContexts,
    ]);

    public static FilterField State { get; } = new("state", "what became of it", [QueryTarget.Findings], ["open", "regressed", "resolved"]);

    public static FilterField Life { get; } = new("state", "whether it runs", [QueryTarget.Processes], ["running", "exited"]);

    public static FilterField Growth { get; } = new("state", "whether it leaks anywhere", [QueryTarget.Types], ["growing", "steady"]);

    public static FilterField Verdict { get; } = new("verdict", "verdict of the process", [QueryTarget.Processes], ["leak", "warming-up", "healthy", "learning"]);

    public static FilterField Extent { get; } = new(
        "extent", "how far it reaches among the replicas", [QueryTarget.Findings], ["one-replica", "some-replicas", "all-replicas", "unknown"]);

    public static FilterField Fingerprint { get; } = new("fingerprint", "identity of the leak", [QueryTarget.Findings]);

    public static IReadOnlyList<FilterField> All { get; } =
        [Service, Version, Namespace, Node, Pod, Type, Kind, State, Life, Growth, Verdict, Extent, Fingerprint];

    public bool IsLabel => Name.StartsWith(LabelPrefix, StringComparison.Ordinal);

    /// <summary>The fields of a target, in the order in which they are told.</summary>
    public static IEnumerable<FilterField> Of(QueryTarget target) => All.Where(f => f.Targets.Contains(target));

    /// <summary>Null when a target has no such field.</summary>
    public static FilterField? Find(string name, QueryTarget target)
    {
        if (name.Length > LabelPrefix.Length && name.StartsWith(LabelPrefix, StringComparison.Ordinal))
            return new FilterField(name, "a label", Everything, OfProcess: true);
        return Of(target).FirstOrDefault(f => f.Name == name);
    }

    /// <summary>The names of a target's fields in words.</summary>
    public static string Names(QueryTarget target) => string.Join(", ", Of(target).Select(f => f.Name)) + ", label.NAME";
}
