namespace LeakFleet.Agent.Shipping;

public enum ShipperPhase
{
    /// <summary>Not started, or ended.</summary>
    Stopped,

    Connecting,

    /// <summary>The server has answered Hello.</summary>
    Connected,

    /// <summary>Until the next attempt to connect.</summary>
    Waiting,
}
