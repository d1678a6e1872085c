using LeakFleet.Protocol;

namespace LeakFleet.Agent.Heap;

/// <summary>Objects of one type.</summary>
/// <param name="Name">Full name with generic arguments.</param>
/// <param name="Assembly">Simple name of the defining assembly; empty when unknown.</param>
/// <param name="MethodTable">Tells types of one name apart.</param>
public sealed record TypeCount(string Name, string Assembly, ulong MethodTable, GenerationValues Counts, GenerationValues Bytes);
