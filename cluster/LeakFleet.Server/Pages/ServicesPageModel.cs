using LeakFleet.Fleet;

namespace LeakFleet.Server.Pages;

/// <summary>The page of all services.</summary>
public sealed record ServicesPageModel(PageFrame Frame, ListModel List, IReadOnlyList<ServiceOverview> Services);
