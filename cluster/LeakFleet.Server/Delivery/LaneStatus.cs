namespace LeakFleet.Server.Delivery;

/// <summary>How it stands with one receiver.</summary>
/// <param name="OldestQueuedAt">Since when the longest waiting notice waits.</param>
/// <param name="Dropped">Notices given up because too many waited.</param>
/// <param name="LastFault">Why the last try failed; empty once one succeeded.</param>
public sealed record LaneStatus(
    string Receiver,
    ReceiverKind Kind,
    string Target,
    int Queued,
    DateTimeOffset? OldestQueuedAt,
    long Delivered,
    long Failed,
    long Dropped,
    IReadOnlyList<DeadLetter> DeadLetters,
    string LastFault,
    DateTimeOffset? LastDeliveredAt,
    string StoreFault)
{
    /// <summary>Something is to be told, and the last try failed.</summary>
    public bool IsFailing { get; init; }
}
