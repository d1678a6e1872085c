using LeakFleet.Protocol;

namespace LeakFleet.Agent.Shipping;

/// <summary>What an outbox keeps of one process beside its messages.</summary>
internal sealed class OutboxProcess(ProcessKey key)
{
    public ProcessKey Key { get; } = key;

    /// <summary>Given out last.</summary>
    public long Sequence { get; set; }

    /// <summary>Highest ever sent. An ack above it is not one of a message that exists out there.</summary>
    public long SequenceSent { get; set; }

    public long Dropped { get; set; }

    /// <summary>Sequence of the newest description, acked or not; 0 while there was none.</summary>
    public long DescriptionSequence { get; set; }

    /// <summary>The newest description when its turn to be dropped had come: it is kept outside of the bounds.</summary>
    public LinkedListNode<OutboxMessage>? Exempt { get; set; }

    /// <summary>Its messages within the bounds, oldest first.</summary>
    public Queue<LinkedListNode<OutboxMessage>> Messages { get; } = new();

    public bool IsExited { get; set; }
}
