using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>What is done with each object of a scan. Implemented by structs: the loop is compiled anew for each, with the visit inside it.</summary>
internal unsafe interface IObjectVisitor
{
    /// <summary>Whether more than the object's first two words is looked at.</summary>
    bool NeedsContent(TypeSlot* slot);

    /// <param name="content">A copy of the object, the whole of it where that is needed.</param>
    /// <param name="size">Rounded up, in bytes.</param>
    void Visit(ulong address, byte* content, TypeSlot* slot, ulong size);

    /// <summary>For an object that is needed and does not fit into a chunk: the visitor reads it itself.</summary>
    /// <param name="header">A copy of its first two words.</param>
    void VisitLarge(ulong address, byte* header, TypeSlot* slot, ulong size);
}
