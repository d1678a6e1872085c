namespace LeakFleet.Server.Alerts;

internal enum AlertPhase
{
    /// <summary>There, and not for long enough to be told.</summary>
    Pending,
    Firing,
    Resolved,
}
