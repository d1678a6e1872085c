namespace LeakFleet.Benchmarks.Heap;

/// <summary>What one method found, and in what time.</summary>
internal readonly record struct Counted(long Objects, TimeSpan Elapsed);
