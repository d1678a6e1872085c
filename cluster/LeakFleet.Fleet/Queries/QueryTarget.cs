namespace LeakFleet.Fleet;

/// <summary>What a query asks for: each has fields, sorts and groups of its own.</summary>
public enum QueryTarget
{
    Findings,
    Processes,
    Services,
    Types,
}
