using LeakFleet.Fleet;
using LeakFleet.Server.Charts;

namespace LeakFleet.Server.Pages;

/// <summary>One finding with its chart: a line for each replica.</summary>
public sealed record FindingCardModel(string Id, FleetFinding Finding, IReadOnlyList<ChartSeries> Series, int ReplicasLeftOut);
