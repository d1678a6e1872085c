namespace LeakFleet.FleetSimulator.Generate;

/// <summary>Leaks of what is not a managed type.</summary>
internal static class KindScenarios
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("leak/native", (recipe, rng) => Add(recipe, rng, LeakKinds.Native, 0.01, 0.08)),
        new("leak/fragmentation", (recipe, rng) => Add(recipe, rng, LeakKinds.Fragmentation, 0.01, 0.08)),
        new("leak/threads", (recipe, rng) => Add(recipe, rng, LeakKinds.Threads, 0.02, 0.3)),
        new("leak/handles", (recipe, rng) => Add(recipe, rng, LeakKinds.Handles, 0.02, 0.2)),
        new("leak/file-descriptors", (recipe, rng) => Add(recipe, rng, LeakKinds.FileDescriptors, 0.02, 0.2)),
        new("leak/finalizer-backlog", (recipe, rng) => Add(recipe, rng, LeakKinds.FinalizerBacklog, 0.008, 0.08)),
        new("leak/load-contexts", (recipe, rng) => Add(recipe, rng, LeakKinds.LoadContexts, 0.008, 0.08)),
        new("leak/queue", (recipe, rng) => Add(recipe, rng, LeakKinds.Queue, 0.008, 0.08)),
    ];

    private static void Add(ServiceRecipe recipe, Rng rng, string kind, double shareMin, double shareMax) => recipe.Leaks.Add(new LeakRecipe
    {
        Kind = kind,
        SharePerHour = rng.LogUniform(shareMin, shareMax),
        Form = rng.Pick([LeakForm.Constant, LeakForm.LoadProportional]),
        AfterHours = rng.Chance(0.5) ? double.NegativeInfinity : rng.Uniform(3, 30),
    });
}
