using LeakFleet.Fleet;
using LeakFleet.Server.Charts;

namespace LeakFleet.Server.Pages;

/// <summary>One finding in a list, the first ones with a chart: a line for each replica.</summary>
public sealed record FindingCardModel(string Id, FleetFinding Finding, IReadOnlyList<ChartSeries> Series, int ReplicasLeftOut);
