namespace LeakFleet.Server.Delivery;

/// <summary>What became of one try.</summary>
/// <param name="Fault">Why not, in words for the operator and without anything secret; null when it was delivered.</param>
/// <param name="IsFinal">Another try would meet the same answer.</param>
/// <param name="RetryAfter">When the receiver said how long to wait.</param>
internal readonly record struct DeliveryOutcome(string? Fault, bool IsFinal, TimeSpan? RetryAfter)
{
    public static DeliveryOutcome Delivered => default;

    public static DeliveryOutcome TryLater(string fault, TimeSpan? retryAfter = null) => new(fault, false, retryAfter);

    public static DeliveryOutcome Refused(string fault) => new(fault, true, null);
}
