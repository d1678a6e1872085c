using LeakFleet.Protocol;

namespace LeakFleet.Agent.Heap;

/// <summary>Every object of one heap by type and generation.</summary>
/// <param name="Types">Largest first.</param>
/// <param name="FreeBytes">Free space between objects.</param>
/// <param name="Rounds">How often regions were read until they agreed with the heap's layout.</param>
public sealed record TypeHistogram(
    IReadOnlyList<TypeCount> Types,
    GenerationValues FreeBytes,
    Completeness Completeness,
    int Rounds,
    TimeSpan Elapsed)
{
    /// <summary>The last collection that had begun before the objects were read; -1 when unknown.</summary>
    public long CollectionIndex { get; init; } = -1;

    public GenerationValues TotalCounts { get; } = Types.Aggregate(default(GenerationValues), (sum, type) => sum + type.Counts);

    public GenerationValues TotalBytes { get; } = Types.Aggregate(default(GenerationValues), (sum, type) => sum + type.Bytes);

    /// <summary>The message of this histogram, trimmed to what a frame may hold.</summary>
    /// <param name="collectionIndex">The last collection known to have finished when the walk began, for where the walk itself could not tell; -1 when unknown.</param>
    /// <param name="afterGen2">Whether the walk followed a gen2 collection that the agent did not induce. One that the process itself asked for leaves survivors as any other does.</param>
    public Histogram ToMessage(long collectionIndex, bool afterGen2) => new(
        CollectionIndex >= 0 ? CollectionIndex : collectionIndex, afterGen2, (long)Elapsed.TotalMicroseconds, Completeness, FreeBytes, MessageRows.Of(Types));
}
