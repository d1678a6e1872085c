namespace LeakFleet.Cli.Demo;

/// <summary>One of the demo's programs: what it does, and as which service it presents itself.</summary>
/// <param name="Leaks">What the demo expects of it, for the closing sentence only: nothing of this reaches agent or server.</param>
internal sealed record DemoTarget(string Scenario, string Service, string Version, bool Leaks, string Story)
{
    public static IReadOnlyList<DemoTarget> All { get; } =
    [
        new("static-list", "checkout", "1.4.0", true, "keeps every order in a static list"),
        new("static-list", "checkout", "1.4.0", true, "a second replica of the same version"),
        new("steady", "checkout", "1.3.0", false, "the version before: lets its orders go"),
        new("warm-up-cache", "catalog", "2.1.0", false, "fills a cache, then stays"),
        new("load-wave", "gateway", "3.0.2", false, "holds as many sessions as it has load"),
    ];
}
