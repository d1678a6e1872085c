using LeakFleet.Fleet;

namespace LeakFleet.Server.Pages;

/// <summary>The page that finds a word everywhere.</summary>
public sealed record SearchPageModel(
    PageFrame Frame, string Words, IReadOnlyList<FindingCardModel> Findings, IReadOnlyList<ServiceOverview> Services, IReadOnlyList<FleetType> Types, IReadOnlyList<ProcessRow> Processes);
