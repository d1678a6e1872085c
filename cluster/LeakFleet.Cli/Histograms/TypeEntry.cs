namespace LeakFleet.Cli.Histograms;

/// <summary>One type of a histogram.</summary>
/// <param name="Assembly">Empty when unknown.</param>
/// <param name="CountByGeneration">Null where the way of counting does not tell generations apart.</param>
/// <param name="BytesByGeneration">The same for bytes.</param>
internal sealed record TypeEntry(
    string Name, string Assembly, long Count, long Bytes, Generations? CountByGeneration, Generations? BytesByGeneration)
{
    /// <summary>What makes it the same type in another histogram.</summary>
    public (string Name, string Assembly) GetKey() => (Name, Assembly);

    /// <summary>Only what has survived a collection; everything where generations are not known.</summary>
    public TypeEntry OnlySurvivors() => CountByGeneration is null || BytesByGeneration is null ? this : this with
    {
        Count = CountByGeneration.ToValues().Survivors,
        Bytes = BytesByGeneration.ToValues().Survivors,
    };
}
