using LeakFleet.Protocol;

namespace LeakFleet.Agent.Shipping;

/// <summary>What an outbox keeps of one process beside its messages.</summary>
internal sealed class OutboxProcess
{
    public OutboxProcess(ProcessKey key)
    {
        Key = key;
        Turn = new LinkedListNode<OutboxProcess>(this);
    }

    public ProcessKey Key { get; }

    /// <summary>Given out last.</summary>
    public long Sequence { get; set; }

    /// <summary>Highest ever sent. An ack above it is not one of a message that exists out there.</summary>
    public long SequenceSent { get; set; }

    public long Dropped { get; set; }

    /// <summary>Sequence of the newest description, acked or not; 0 while there was none.</summary>
    public long DescriptionSequence { get; set; }

    /// <summary>The newest description when its turn to be dropped had come: it is kept outside of the bounds, as the first of <see cref="Messages"/>.</summary>
    public OutboxMessage? Exempt { get; set; }

    /// <summary>Oldest first.</summary>
    public LinkedList<OutboxMessage> Messages { get; } = new();

    /// <summary>The oldest one not yet sent on the present connection.</summary>
    public OutboxMessage? NextToSend { get; set; }

    /// <summary>Its place among the processes that may send.</summary>
    public LinkedListNode<OutboxProcess> Turn { get; }

    /// <summary>Its messages in the window.</summary>
    public int Awaited { get; set; }

    /// <summary>An ack was overdue, and none has come since.</summary>
    public bool IsUnanswered { get; set; }

    public bool IsExited { get; set; }
}
