namespace LeakFleet.Agent.Shipping;

/// <summary>Why a connection ended, or was not made.</summary>
/// <param name="Reason">In words for people, one line.</param>
/// <param name="NeedsHelp">It will be the same the next time, until someone changes something: no point in trying often.</param>
internal readonly record struct Disconnect(string Reason, bool NeedsHelp = false);
