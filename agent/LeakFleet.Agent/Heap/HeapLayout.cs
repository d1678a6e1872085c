namespace LeakFleet.Agent.Heap;

/// <summary>Where objects lie at one moment, as the runtime's own structures tell.</summary>
/// <param name="Regions">By address, not overlapping.</param>
/// <param name="FreeMethodTable">The method table that marks free space.</param>
/// <param name="RegionsDropped">Regions that overlapped others or were too many.</param>
/// <param name="BeingCollected">A collection is at work in them: they may be half updated.</param>
internal sealed record HeapLayout(
    IReadOnlyList<HeapRegion> Regions,
    AllocationContexts Contexts,
    ulong FreeMethodTable,
    int RegionsDropped,
    bool BeingCollected,
    string? Trouble)
{
    public static HeapLayout Unreadable(string trouble) => new([], new AllocationContexts([]), 0, 0, false, trouble);
}
