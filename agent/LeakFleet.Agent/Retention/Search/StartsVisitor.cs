using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>Notes where objects begin.</summary>
internal readonly unsafe struct StartsVisitor(List<int> starts, ulong chunkStart) : IObjectVisitor
{
    /// <inheritdoc/>
    public bool NeedsContent(TypeSlot* slot) => false;

    /// <inheritdoc/>
    public void Visit(ulong address, byte* content, TypeSlot* slot, ulong size) => starts.Add((int)(address - chunkStart));

    /// <inheritdoc/>
    public void VisitLarge(ulong address, byte* header, TypeSlot* slot, ulong size) => Visit(address, header, slot, size);
}
