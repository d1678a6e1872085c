namespace LeakFleet.Server.Api;

/// <param name="Field">The parameter or filter field.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record FaultResponse(string Field, string Reason);
