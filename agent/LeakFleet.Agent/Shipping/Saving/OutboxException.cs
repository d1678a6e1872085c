namespace LeakFleet.Agent.Shipping.Saving;

/// <summary>The folder of an outbox cannot be used; the message is one line for people.</summary>
public sealed class OutboxException(string message, Exception? inner = null) : Exception(message, inner);
