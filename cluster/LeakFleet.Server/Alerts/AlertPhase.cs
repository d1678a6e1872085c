namespace LeakFleet.Server.Alerts;

public enum AlertPhase
{
    /// <summary>There, and not for long enough to be told.</summary>
    Pending,
    Firing,
    Resolved,
}
