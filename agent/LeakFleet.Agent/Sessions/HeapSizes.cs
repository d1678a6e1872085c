using LeakFleet.Protocol;

namespace LeakFleet.Agent.Sessions;

/// <summary>What the runtime's heap statistics event tells after a collection.</summary>
internal readonly record struct HeapSizes(GenerationValues After, long PromotedBytes, long FinalizationPromotedCount, long PinnedCount, long HandleCount);
