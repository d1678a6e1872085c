namespace LeakFleet.FleetSimulator.Generate;

/// <summary>Gives a cache its types: the keys, the values and the table.</summary>
internal static class CacheParts
{
    public static CacheModel Make(Rng rng, ApplicationNames names, HeapBuilder heap, CacheRecipe recipe, double heapBytes)
    {
        var value = rng.Chance(0.3)
            ? new ClusterPart(new("Microsoft.Extensions.Caching.Memory.CacheEntry", "Microsoft.Extensions.Caching.Memory", 144), 1, 144)
            : new ClusterPart(names.Class() with { BytesEach = 72 }, 1, 72);
        List<ClusterPart> parts = [value, new(new(FrameworkTypes.String, FrameworkTypes.Core, 0), rng.Next(1, 4), rng.Uniform(40, 150))];
        if (rng.Chance(0.5)) parts.Add(new(new(FrameworkTypes.ByteArray, FrameworkTypes.Core, 0), 1, rng.LogUniform(100, 20_000)));
        if (rng.Chance(0.5)) parts.Add(new(ApplicationNames.Entries(value.Type), 1, 24, IsTable: true));
        var bytesEach = parts.Sum(p => p.CountEach * p.BytesEach);
        return new CacheModel(recipe.Form, recipe.Hours, recipe.Share * heapBytes / bytesEach, heap.Place(parts));
    }
}
