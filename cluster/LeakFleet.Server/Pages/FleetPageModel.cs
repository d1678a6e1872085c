namespace LeakFleet.Server.Pages;

/// <summary>Everything the front page shows, loaded.</summary>
/// <param name="Rows">The first processes, leaking ones first.</param>
public sealed record FleetPageModel(
    PageFrame Frame,
    ListModel List,
    int ProcessCount,
    int LeakingCount,
    int WarmingUpCount,
    int LearningCount,
    int AgentsConnected,
    IReadOnlyList<FindingCardModel> Findings,
    IReadOnlyList<ProcessRow> Rows);
