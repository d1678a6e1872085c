using LeakFleet.Fleet;

namespace LeakFleet.Silo.Contracts;

/// <summary>What one part of the index adds to a sum over all of them.</summary>
[GenerateSerializer, Immutable, Alias("leakfleet.part-sums`1")]
internal sealed class PartSums<T>
{
    [Id(0)]
    public required T[] Sums { get; init; }

    [Id(1)]
    public required PartialReason[] Partial { get; init; }
}
