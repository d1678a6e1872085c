namespace LeakFleet.Agent.Shipping;

/// <summary>How it stands with the server.</summary>
/// <param name="LastError">Why the last connection ended or could not be made, in one line; null while there was none or a newer one stands.</param>
public sealed record ShipperState(ShipperPhase Phase, string? LastError);
