namespace LeakFleet.FleetSimulator.Generate;

/// <summary>All scenarios. Those with a promise of their own come more often, so that their shares rest on enough services.</summary>
internal static class ScenarioCatalog
{
    public static IReadOnlyList<Scenario> All { get; } = Mix();

    /// <summary>Leaks and negatives in turn: a fleet of a dozen services has some of both.</summary>
    private static List<Scenario> Mix()
    {
        IReadOnlyList<Scenario> leaks = [.. LeakScenarios.All, .. KindScenarios.All, .. LeakScenarios.All.Take(3)];
        IReadOnlyList<Scenario> negatives = [.. NegativeScenarios.All];
        var mixed = new List<Scenario>();
        for (var i = 0; i < leaks.Count; i++)
        {
            mixed.Add(leaks[i]);
            mixed.Add(negatives[i % negatives.Count]);
        }

        return mixed;
    }
}
