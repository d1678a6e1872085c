using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>One object.</summary>
/// <param name="Generation"><c>gen0</c> … <c>gen2</c>, <c>large</c>, <c>pinned</c>, <c>frozen</c>.</param>
/// <param name="Value">Of a string, when values were asked for; null otherwise.</param>
public sealed record ObjectEntry(ulong Address, string Type, long Bytes, string Generation, string? Value)
{
    internal static string Name(HeapPlace place) => place.ToString().ToLowerInvariant();
}
