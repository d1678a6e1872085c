namespace LeakFleet.Agent.Retention.Search;

/// <param name="HoldersPerType">Holders of one type that are noted for one object.</param>
/// <param name="IsEverywhere">Not only in what has survived collections.</param>
internal readonly record struct SearchPhase(int HoldersPerType, bool IsEverywhere, int ScansMax);
