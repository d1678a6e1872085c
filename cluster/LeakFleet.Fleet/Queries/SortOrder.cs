namespace LeakFleet.Fleet;

/// <summary>A way to order what a target lists. Each has its natural direction: the largest, the newest or the most urgent first; names from A.</summary>
public sealed record SortOrder(string Name, string Meaning)
{
    private static readonly Dictionary<QueryTarget, SortOrder[]> Orders = new()
    {
        [QueryTarget.Findings] =
        [
            new("urgency", "soonest at its limit, then fastest growth of all replicas together"), new("growth", "growth of all replicas together"),
            new("rate", "growth of one replica"), new("replicas", "replicas affected"), new("since", "newest growth"), new("changed", "newest state"),
            new("service", "service name"), new("type", "type name"),
        ],
        [QueryTarget.Processes] =
        [
            new("verdict", "leaking ones, then service"), new("growth", "growth of its leaks together"), new("limit", "share of the memory limit that is used"),
            new("timeToLimit", "soonest at its limit"), new("heap", "managed heap"), new("rss", "resident memory"), new("age", "oldest"),
            new("seen", "heard of last"), new("service", "service name"), new("node", "node name"),
        ],
        [QueryTarget.Services] =
        [
            new("urgency", "soonest at its limit, then fastest growth"), new("growth", "growth of its leaks in all replicas"), new("replicas", "replicas"),
            new("heap", "managed heap of all replicas"), new("rss", "resident memory of all replicas"), new("service", "service name"),
        ],
        [QueryTarget.Types] =
        [
            new("growth", "growth in all processes together"), new("bytes", "bytes in all processes"), new("count", "instances in all processes"),
            new("processes", "processes that hold it"), new("services", "services that hold it"), new("type", "type name"),
        ],
    };

    public static SortOrder Usual(QueryTarget target) => Orders[target][0];

    public static IReadOnlyList<SortOrder> Of(QueryTarget target) => Orders[target];

    public static SortOrder? Find(string name, QueryTarget target) => Orders[target].FirstOrDefault(o => o.Name == name);

    public static string Names(QueryTarget target) => string.Join(", ", Orders[target].Select(o => o.Name));
}
