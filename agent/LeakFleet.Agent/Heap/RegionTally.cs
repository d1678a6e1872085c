namespace LeakFleet.Agent.Heap;

/// <summary>What was found in one region.</summary>
/// <param name="Rows">Its rows among the worker's.</param>
/// <param name="BytesDecoded">From the region's start.</param>
/// <param name="Failure">Why the rest is missing; null when there is no rest.</param>
internal readonly record struct RegionTally(HeapRegion Region, RegionWorker Worker, Range Rows, ulong BytesDecoded, string? Failure);
