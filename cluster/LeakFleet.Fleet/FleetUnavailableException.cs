namespace LeakFleet.Fleet;

/// <summary>
/// The fleet, or a part of it, does not answer at the moment. What it would say is not known: whoever decides by it waits, since a leak that is not seen is not gone. It passes by itself.
/// </summary>
/// <param name="message">What does not answer, in words for people.</param>
public sealed class FleetUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
