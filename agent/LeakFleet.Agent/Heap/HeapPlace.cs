namespace LeakFleet.Agent.Heap;

/// <summary>Where an object lies; the order is that of <see cref="Protocol.GenerationValues"/>.</summary>
internal enum HeapPlace
{
    Gen0,
    Gen1,
    Gen2,
    Large,
    Pinned,
    Frozen,
}
