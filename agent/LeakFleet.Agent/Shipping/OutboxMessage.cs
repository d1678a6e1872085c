namespace LeakFleet.Agent.Shipping;

/// <summary>One message waiting for its ack, encoded without its envelope: the count of drops in there is known only when it is sent.</summary>
internal sealed class OutboxMessage
{
    public OutboxMessage(OutboxProcess process, long ordinal, long sequence, long unixMilliseconds, byte[] encoded)
    {
        (Process, Ordinal, Sequence, UnixMilliseconds, Encoded) = (process, ordinal, sequence, unixMilliseconds, encoded);
        (InOutbox, InProcess, InWindow, InStore) = (new(this), new(this), new(this), new(this));
    }

    public OutboxProcess Process { get; }
    public long Sequence { get; }
    public long UnixMilliseconds { get; }
    public byte[] Encoded { get; }

    /// <summary>A <see cref="Protocol.RetentionFound"/>.</summary>
    public bool IsEvidence { get; init; }

    /// <summary>Its place in the order of all messages, over runs of the agent.</summary>
    public long Ordinal { get; }

    /// <summary>When it entered the window, by the sender's clock.</summary>
    public TimeSpan SentAt { get; set; }

    // Its places in four lists: each takes it out in constant time.
    public LinkedListNode<OutboxMessage> InOutbox { get; }
    public LinkedListNode<OutboxMessage> InProcess { get; }
    public LinkedListNode<OutboxMessage> InWindow { get; }

    /// <summary>Among what is not saved, or in the file that holds it; in neither where nothing is saved.</summary>
    public LinkedListNode<OutboxMessage> InStore { get; }
}
