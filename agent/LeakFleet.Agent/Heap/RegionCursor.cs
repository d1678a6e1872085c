namespace LeakFleet.Agent.Heap;

/// <summary>How far a region has been decoded.</summary>
internal struct RegionCursor(HeapRegion region)
{
    public HeapRegion Region { get; } = region;

    /// <summary>Where the next object starts. Everything before it has been counted.</summary>
    public ulong Next { get; set; } = region.Start;

    /// <summary>Why it could not be decoded further.</summary>
    public string? Failure { get; set; }

    public readonly bool IsDone => Next >= Region.End || Failure is not null;
}
