using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Generate;

/// <summary>What a walk misses: regions, and with them part of some types.</summary>
internal static class Losses
{
    private const long RegionBytes = 4 << 20;

    private const double YoungRegionLost = 0.1;

    private static readonly Dictionary<string, int> Nothing = [];
    private static readonly string[] Reasons = ["collected", "bad-method-table", "time-limit", "unmapped"];

    /// <summary>Now and then a region of gen0 that is being written cannot be decoded; none of it has survived anything.</summary>
    public static Completeness None(Rng rng, long total)
    {
        var regions = (int)(total / RegionBytes) + 3;
        if (!rng.Chance(YoungRegionLost)) return new Completeness(regions, 0, total, 0, Nothing);
        var lost = Math.Min(RegionBytes / 16, total / 200);
        return new Completeness(regions - 1, 1, total - lost, lost, new Dictionary<string, int> { ["bad-method-table"] = 1 });
    }

    /// <summary>Takes about that share of the heap out of the rows.</summary>
    public static Completeness Take(Rng rng, TypeRow[] rows, double share, long total)
    {
        var lost = 0L;
        for (var i = 0; i < rows.Length; i++)
        {
            // A type allocated at one time lies together, and is missing as a whole or not at all.
            var keep = Math.Clamp(1 - share * 2 * rng.Next(), 0, 1);
            var before = rows[i].Bytes.Total;
            rows[i] = rows[i] with { Counts = Scale(rows[i].Counts, keep), Bytes = Scale(rows[i].Bytes, keep) };
            lost += before - rows[i].Bytes.Total;
        }

        Array.Sort(rows, static (a, b) => b.Bytes.Total.CompareTo(a.Bytes.Total));
        var regions = (int)(total / RegionBytes) + 3;
        var skipped = Math.Clamp((int)Math.Ceiling((double)lost / RegionBytes), 1, regions - 1);
        return new Completeness(regions - skipped, skipped, total - lost, lost, new Dictionary<string, int> { [rng.Pick(Reasons)] = skipped });
    }

    private static GenerationValues Scale(in GenerationValues values, double factor) => new(
        (long)(values.Gen0 * factor), (long)(values.Gen1 * factor), (long)(values.Gen2 * factor), (long)(values.Large * factor), values.Pinned, values.Frozen);
}
