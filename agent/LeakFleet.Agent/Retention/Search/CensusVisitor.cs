using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>Counts objects by type.</summary>
internal readonly unsafe struct CensusVisitor(TypeCensus census, HeapPlace place) : IObjectVisitor
{
    /// <inheritdoc/>
    public bool NeedsContent(TypeSlot* slot) => false;

    /// <inheritdoc/>
    public void Visit(ulong address, byte* content, TypeSlot* slot, ulong size) => census.Add(slot->Id, place, size);

    /// <inheritdoc/>
    public void VisitLarge(ulong address, byte* header, TypeSlot* slot, ulong size) => census.Add(slot->Id, place, size);
}
