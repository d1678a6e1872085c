using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>One process in a list. Sizes in bytes, -1 where not known.</summary>
/// <param name="HeapBytes">Managed objects in the last histogram.</param>
/// <param name="Finding">The open finding, when <paramref name="Verdict"/> is <see cref="Detection.Verdict.Leak"/>.</param>
/// <param name="DroppedMessages">Messages the agent had to drop: gaps in what follows.</param>
/// <param name="Trouble">Why the agent sees less of it than it should; empty when it sees everything.</param>
public sealed record ProcessSummary(
    ProcessKey Key,
    string Service,
    string Version,
    string Runtime,
    IReadOnlyDictionary<string, string> Labels,
    long StartedUnixMilliseconds,
    long LastSeenUnixMilliseconds,
    bool Exited,
    Verdict Verdict,
    Finding? Finding,
    long HeapBytes,
    long RssBytes,
    long ContainerLimitBytes,
    int Histograms,
    long DroppedMessages,
    string Trouble)
{
    private readonly SearchText _search = new();

    /// <summary>Leaks beside <see cref="Finding"/>: what one cause explains is one.</summary>
    public IReadOnlyList<Finding> OtherFindings { get; init; } = [];

    /// <summary>Garbage collections, of any generation, over the last that were told: what load costs a managed process. -1 where not known.</summary>
    public double CollectionsPerHour { get; init; } = -1;

    /// <summary>When the kernel killed it for want of memory; -1 when it did not, or nobody knows.</summary>
    public long OutOfMemoryUnixMilliseconds { get; init; } = -1;

    /// <summary>Why it is not called a leak; null for one.</summary>
    public Explanation? Explanation { get; init; }

    /// <summary>Its largest types and those that grow, at most <see cref="TypeSummary.LargestMax"/> and <see cref="TypeSummary.GrowingMax"/>.</summary>
    public IReadOnlyList<TypeSummary> Types { get; init; } = [];

    /// <summary>What searches look through, in capitals.</summary>
    internal string Searched => _search.Of(this);
}
