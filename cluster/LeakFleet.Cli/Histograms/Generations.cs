using LeakFleet.Protocol;

namespace LeakFleet.Cli.Histograms;

/// <summary>One number per place an object can be, as JSON spells it.</summary>
internal sealed record Generations(long Gen0, long Gen1, long Gen2, long Large, long Pinned, long Frozen)
{
    public static Generations From(GenerationValues values) =>
        new(values.Gen0, values.Gen1, values.Gen2, values.Large, values.Pinned, values.Frozen);

    /// <summary>The same, for sums and survivors.</summary>
    public GenerationValues ToValues() => new(Gen0, Gen1, Gen2, Large, Pinned, Frozen);

    public bool IsInRange() =>
        IsQuantity(Gen0) && IsQuantity(Gen1) && IsQuantity(Gen2) && IsQuantity(Large) && IsQuantity(Pinned) && IsQuantity(Frozen);

    /// <summary>Within the wire's bound, so that no sum over a histogram overflows.</summary>
    public static bool IsQuantity(long value) => value is >= 0 and <= WireLimits.QuantityMax;
}
