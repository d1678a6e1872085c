namespace LeakFleet.Protocol;

/// <summary>One number per place an object can be: counts or bytes.</summary>
public readonly record struct GenerationValues(long Gen0, long Gen1, long Gen2, long Large, long Pinned, long Frozen)
{
    public const int Length = 6;

    public long Total => Gen0 + Gen1 + Gen2 + Large + Pinned + Frozen;

    /// <summary>Gen2, large and pinned objects: after a gen2 collection, what really survived.</summary>
    public long Survivors => Gen2 + Large + Pinned;

    public static GenerationValues operator +(GenerationValues a, GenerationValues b) => new(
        a.Gen0 + b.Gen0, a.Gen1 + b.Gen1, a.Gen2 + b.Gen2, a.Large + b.Large, a.Pinned + b.Pinned, a.Frozen + b.Frozen);

    public static GenerationValues Add(GenerationValues left, GenerationValues right) => left + right;
}
