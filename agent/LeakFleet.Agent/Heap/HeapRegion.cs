namespace LeakFleet.Agent.Heap;

/// <summary>A range of memory that holds objects of one generation back to back: a region, or one generation's part of a segment.</summary>
internal readonly record struct HeapRegion(ulong Start, ulong End, HeapPlace Place)
{
    public ulong Length => End - Start;

    public bool HoldsSurvivors => Place is HeapPlace.Gen2 or HeapPlace.Large or HeapPlace.Pinned;

    /// <summary>Whether mere allocation, without a collection, can lengthen it.</summary>
    public bool MayGrow => Place is HeapPlace.Gen0 or HeapPlace.Large or HeapPlace.Pinned or HeapPlace.Frozen;
}
