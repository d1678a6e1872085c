namespace LeakFleet.FleetSimulator.Generate;

/// <summary>All scenarios. A later place in the list never changes an earlier one: new ones go to the end of their file.</summary>
internal static class ScenarioCatalog
{
    public static IReadOnlyList<Scenario> All { get; } = [.. LeakScenarios.All, .. NegativeScenarios.All];
}
