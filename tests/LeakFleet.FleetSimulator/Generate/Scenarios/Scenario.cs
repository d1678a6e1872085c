namespace LeakFleet.FleetSimulator.Generate;

/// <summary>What a service is made to show: a name, and what it changes in a recipe that was drawn at random.</summary>
internal sealed record Scenario(string Name, Action<ServiceRecipe, Rng> Apply);
