namespace LeakyApp.Scenarios;

internal sealed record ScenarioEntry(string Name, bool Leaks, string Summary, Func<TargetOptions, IScenario> Create);
