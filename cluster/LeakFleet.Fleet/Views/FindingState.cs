namespace LeakFleet.Fleet;

/// <summary>What became of a leak.</summary>
public enum FindingState
{
    Open,

    /// <summary>Open again after it was resolved: a fix that did not hold, or came undone.</summary>
    Regressed,

    /// <summary>Its processes are gone or stopped growing, for <see cref="FleetOptions.FindingHold"/>.</summary>
    Resolved,
}
