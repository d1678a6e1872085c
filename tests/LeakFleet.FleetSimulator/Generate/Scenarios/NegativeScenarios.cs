namespace LeakFleet.FleetSimulator.Generate;

/// <summary>Services that do not leak, each with much of what is mistaken for a leak.</summary>
internal static class NegativeScenarios
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("negative/steady", (_, _) => { }),
        new("negative/bounded-cache", (recipe, rng) => recipe.Caches.Add(new CacheRecipe(
            rng.Pick([CacheForm.Saturating, CacheForm.DistinctKeys]), rng.LogUniform(4, 40), rng.Uniform(0.1, 0.6)))),
        new("negative/load-wave", (recipe, rng) =>
        {
            recipe.Heap.LoadSensitivity = rng.Uniform(0.6, 1);
            recipe.Load = recipe.Load with { DailyAmplitude = rng.Uniform(0.5, 0.8) };
        }),
    ];
}
