namespace LeakFleet.Agent.Heap;

/// <summary>Objects of one type in one region.</summary>
internal readonly record struct TallyRow(int TypeId, uint Count, ulong Bytes);
