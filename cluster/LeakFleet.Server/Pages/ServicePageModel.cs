using LeakFleet.Fleet;
using LeakFleet.Server.Charts;

namespace LeakFleet.Server.Pages;

/// <summary>The page of one service.</summary>
/// <param name="Heaps">The heaps of its largest replicas by age.</param>
/// <param name="Rows">Its processes, as many as are shown.</param>
public sealed record ServicePageModel(
    PageFrame Frame, ServiceOverview Service, IReadOnlyList<FindingCardModel> Findings, IReadOnlyList<ChartSeries> Heaps, IReadOnlyList<ProcessRow> Rows, int ProcessCount);
