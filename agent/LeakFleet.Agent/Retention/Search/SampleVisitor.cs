using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>Chooses some of the objects of some types.</summary>
internal readonly unsafe struct SampleVisitor(IReadOnlySet<ulong> methodTables, ObjectSample sample, HeapPlace place) : IObjectVisitor
{
    /// <inheritdoc/>
    public bool NeedsContent(TypeSlot* slot) => false;

    /// <inheritdoc/>
    public void Visit(ulong address, byte* content, TypeSlot* slot, ulong size)
    {
        // Whether a type is wanted is remembered in a field of its slot that nothing else uses in this scan: 0 not known, 1 no, 2 yes.
        if (slot->Count == 0) slot->Count = methodTables.Contains(slot->MethodTable) ? 2u : 1u;
        if (slot->Count == 2) sample.Meet(new FoundObject(address, slot->MethodTable, size, place));
    }

    /// <inheritdoc/>
    public void VisitLarge(ulong address, byte* header, TypeSlot* slot, ulong size) => Visit(address, header, slot, size);
}
