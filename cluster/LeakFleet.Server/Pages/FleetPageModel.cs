namespace LeakFleet.Server.Pages;

/// <summary>Everything the front page shows, loaded.</summary>
/// <param name="Rows">The processes of this page of the table.</param>
/// <param name="FirstRow">Number of the first of them, from 1.</param>
public sealed record FleetPageModel(
    DateTimeOffset Now,
    int RefreshSeconds,
    int ProcessCount,
    int LeakingCount,
    int WarmingUpCount,
    int LearningCount,
    int AgentsConnected,
    IReadOnlyList<FindingCardModel> Findings,
    int FindingsLeftOut,
    IReadOnlyList<ProcessRow> Rows,
    int Page,
    int Pages,
    int FirstRow);
