using LeakFleet.Fleet;

namespace LeakFleet.Server.Pages;

/// <summary>The page of types across the fleet.</summary>
public sealed record TypesPageModel(PageFrame Frame, ListModel List, IReadOnlyList<FleetType> Types);
