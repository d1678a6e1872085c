using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>Everything that speaks of one leak of a service: findings of processes, and types that grow over all replicas.</summary>
internal sealed class LeakGroup(string kind)
{
    public string Kind { get; set; } = kind;

    /// <summary>Whether types stand for it: a queue is made of managed types, and what one replica takes for either the other may take for the other.</summary>
    public bool IsOfTypes => Kind is FindingKind.ManagedType or FindingKind.Queue;

    public List<(ProcessReport Report, Finding Finding)> Found { get; } = [];

    public List<ServiceGrowth> Grown { get; } = [];

    /// <summary>Types that stand for it.</summary>
    public HashSet<string> Members { get; } = new(StringComparer.Ordinal);

    public string Type { get; set; } = "";

    public string Assembly { get; set; } = "";

    public string Fingerprint { get; set; } = "";

    /// <summary>The name under which it was known before; empty when that is the same or none.</summary>
    public string FormerFingerprint { get; set; } = "";

    /// <summary>Takes in what turned out to be the same leak.</summary>
    public void Add(LeakGroup other)
    {
        Found.AddRange(other.Found);
        Grown.AddRange(other.Grown);
        Members.UnionWith(other.Members);
    }
}
