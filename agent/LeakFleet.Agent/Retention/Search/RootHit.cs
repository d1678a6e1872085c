using LeakFleet.Agent.Retention.Roots;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>A word outside the heap's objects that holds one of them.</summary>
/// <param name="Slot">Address of the word; 0 where there is none to read again.</param>
/// <param name="Index">Among the statics or the stack slots, for their names.</param>
internal readonly record struct RootHit(RootKind Kind, ulong Slot, int Index)
{
    /// <summary>Which root tells more about why something stays: a lower number. A frame may return the next moment, a literal was never meant to go.</summary>
    public int Rank => Kind switch
    {
        RootKind.FinalizerQueue => 1,
        RootKind.Stack or RootKind.Frozen => 2,
        _ => 0,
    };
}
