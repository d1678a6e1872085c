namespace LeakFleet.FleetSimulator.Generate;

/// <param name="Share">Of the warm heap, when full.</param>
internal sealed record CacheRecipe(CacheForm Form, double Hours, double Share);
