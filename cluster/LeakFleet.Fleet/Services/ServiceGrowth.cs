using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>What the replicas of a service say together about one type, or about one kind that has none.</summary>
/// <param name="Pooled">All replicas, whatever their version.</param>
/// <param name="ByVersion">Versions with enough replicas, each by itself.</param>
/// <param name="Leading">Of these, the one that shows growth best; <paramref name="Pooled"/> when none does.</param>
/// <param name="IsLeak">Grows, with all types of the service counted as tested.</param>
/// <param name="TypesTested">Of the processes, not only those that were reported.</param>
/// <param name="HeapBytes">Of the largest of them.</param>
internal sealed record ServiceGrowth(
    string Kind,
    string Type,
    string Assembly,
    ReplicaResult Pooled,
    IReadOnlyDictionary<string, ReplicaResult> ByVersion,
    ReplicaResult Leading,
    bool IsLeak,
    int TypesTested,
    double HeapBytes);
