namespace LeakFleet.Agent.Heap;

/// <summary>Collections that have begun since the process started, by the generations they included: one of gen1 counts for gen0 too.</summary>
internal readonly record struct CollectionCounts(ulong Gen0, ulong Gen1, ulong Gen2)
{
    /// <summary>What <see cref="OldestSince"/> answers when nothing was collected.</summary>
    public const int None = -1;

    /// <summary>What it would answer for the oldest: the answer of those who cannot tell.</summary>
    public const int Everything = 2;

    /// <summary>The oldest generation that was collected since <paramref name="earlier"/>.</summary>
    public int OldestSince(CollectionCounts earlier) =>
        Gen2 != earlier.Gen2 ? Everything : Gen1 != earlier.Gen1 ? 1 : Gen0 != earlier.Gen0 ? 0 : None;
}
