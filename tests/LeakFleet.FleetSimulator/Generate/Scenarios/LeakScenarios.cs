namespace LeakFleet.FleetSimulator.Generate;

/// <summary>Services that leak managed objects, by form, begin and place.</summary>
internal static class LeakScenarios
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("leak/constant", (recipe, rng) => recipe.Leaks.Add(new LeakRecipe { SharePerHour = rng.LogUniform(0.006, 0.1) })),
    ];
}
