using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>Waits for the object at one address.</summary>
internal readonly unsafe struct ObjectAtVisitor(ObjectAt wanted, HeapPlace place) : IObjectVisitor
{
    /// <inheritdoc/>
    public bool NeedsContent(TypeSlot* slot) => false;

    /// <inheritdoc/>
    public void Visit(ulong address, byte* content, TypeSlot* slot, ulong size)
    {
        if (address == wanted.Address) wanted.Found = new FoundObject(address, slot->MethodTable, size, place);
    }

    /// <inheritdoc/>
    public void VisitLarge(ulong address, byte* header, TypeSlot* slot, ulong size) => Visit(address, header, slot, size);
}
