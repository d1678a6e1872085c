using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention.Roots;
using LeakFleet.Agent.Retention.Search;

namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>The way from a root to a collection, to find it again after a collection of garbage has moved it.</summary>
/// <param name="Slot">Address of the root's word.</param>
/// <param name="Offsets">Of the words that lead on, object by object.</param>
internal sealed record CollectionWay(ulong Slot, IReadOnlyList<long> Offsets)
{
    /// <summary>To the object with that number on the path; null where words alone do not lead there.</summary>
    public static CollectionWay? To(FoundPath path, int at) =>
        path.Root.Kind is RootKind.Frozen or RootKind.Stack || path.Edges.Take(at).Any(edge => edge.Kind != EdgeKind.Reference || edge.Links > 1)
            ? null
            : new CollectionWay(path.Root.Slot, [.. path.Edges.Take(at).Select(edge => edge.Offset)]);

    /// <summary>Where it leads now; 0 when it breaks off.</summary>
    public ulong Follow(MemoryRead memory)
    {
        var address = memory.TryRead(Slot, out ulong first) ? first : 0;
        foreach (var offset in Offsets) address = address != 0 && memory.TryRead(address + (ulong)offset, out ulong next) ? next : 0;
        return address;
    }
}
