using LeakFleet.Fleet;

namespace LeakFleet.Server.Alerts;

/// <summary>Which findings are told to whom.</summary>
/// <param name="Match">The filter as it was written.</param>
/// <param name="Receivers">Names.</param>
/// <param name="Labels">Added to the alert, such as a severity or a team.</param>
/// <param name="GoesOn">Whether the routes after it are asked too.</param>
internal sealed record AlertRoute(string Match, QueryFilter Filter, IReadOnlyList<string> Receivers, IReadOnlyDictionary<string, string> Labels, bool GoesOn);
