namespace LeakFleet.Agent.Shipping;

/// <summary>One message waiting for its ack, encoded without its envelope: the count of drops in there is known only when it is sent.</summary>
internal sealed class OutboxMessage
{
    public OutboxMessage(OutboxProcess process, long sequence, long unixMilliseconds, byte[] encoded)
    {
        (Process, Sequence, UnixMilliseconds, Encoded) = (process, sequence, unixMilliseconds, encoded);
        (InOutbox, InProcess, InWindow) = (new(this), new(this), new(this));
    }

    public OutboxProcess Process { get; }
    public long Sequence { get; }
    public long UnixMilliseconds { get; }
    public byte[] Encoded { get; }

    /// <summary>A <see cref="Protocol.RetentionFound"/>.</summary>
    public bool IsEvidence { get; init; }

    /// <summary>When it entered the window, by the sender's clock.</summary>
    public TimeSpan SentAt { get; set; }

    // Its places in three lists: each takes it out in constant time.
    public LinkedListNode<OutboxMessage> InOutbox { get; }
    public LinkedListNode<OutboxMessage> InProcess { get; }
    public LinkedListNode<OutboxMessage> InWindow { get; }
}
