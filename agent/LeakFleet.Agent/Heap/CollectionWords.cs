namespace LeakFleet.Agent.Heap;

/// <summary>Where a runtime keeps its count of collections.</summary>
/// <param name="Counts">Of gen0; those of gen1 and gen2 follow.</param>
/// <param name="Stride">Bytes from one generation's count to the next.</param>
/// <param name="InProgress">Not 0 from before a blocking collection (or the blocking part of a background one) until after it.</param>
internal readonly record struct CollectionWords(ulong Counts, int Stride, ulong InProgress);
