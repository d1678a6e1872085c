using System.Runtime.InteropServices;

namespace LeakFleet.Protocol;

/// <summary>One number per place an object can be: counts or bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct GenerationValues(long Gen0, long Gen1, long Gen2, long Large, long Pinned, long Frozen)
{
    public const int Length = 6;

    public long Total => Gen0 + Gen1 + Gen2 + Large + Pinned + Frozen;

    /// <summary>
    /// Gen1, gen2, large and pinned objects: right after a gen2 collection, what has survived at least one. Gen1 belongs to it: without it an object
    /// appears only when gen1 is next promoted, and steady growth looks like a staircase.
    /// </summary>
    public long Survivors => Gen1 + Gen2 + Large + Pinned;

    public static GenerationValues operator +(GenerationValues a, GenerationValues b) => new(
        a.Gen0 + b.Gen0, a.Gen1 + b.Gen1, a.Gen2 + b.Gen2, a.Large + b.Large, a.Pinned + b.Pinned, a.Frozen + b.Frozen);

    public static GenerationValues Add(GenerationValues left, GenerationValues right) => left + right;
}
