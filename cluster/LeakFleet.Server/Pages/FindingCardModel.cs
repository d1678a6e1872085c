using LeakFleet.Fleet;

namespace LeakFleet.Server.Pages;

/// <summary>One finding in a list, the first ones with a chart: a line for each replica.</summary>
public sealed record FindingCardModel(string Id, FleetFinding Finding, FindingCharts? Charts);
