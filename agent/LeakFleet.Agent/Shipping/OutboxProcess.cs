using LeakFleet.Protocol;

namespace LeakFleet.Agent.Shipping;

/// <summary>What an outbox keeps of one process and one run of the agent beside its messages.</summary>
internal sealed class OutboxProcess
{
    /// <param name="earlier">The same process as an earlier run of the agent saw it; null when nothing of that is here.</param>
    public OutboxProcess(ProcessKey key, long epoch, OutboxProcess? earlier)
    {
        (Key, Epoch, Earlier) = (key, epoch, earlier);
        if (earlier is not null) earlier.Later = this;
        Turn = new LinkedListNode<OutboxProcess>(this);
    }

    public ProcessKey Key { get; }

    public long Epoch { get; }

    public OutboxProcess? Earlier { get; set; }

    public OutboxProcess? Later { get; set; }

    /// <summary>A receiver takes epochs in their order: what an earlier run left goes first.</summary>
    public bool WaitsForEarlier => Earlier is { } earlier && (earlier.NextToSend is not null || earlier.WaitsForEarlier);

    /// <summary>Given out last.</summary>
    public long Sequence { get; set; }

    /// <summary>Highest ever sent. An ack above it is not one of a message that exists out there.</summary>
    public long SequenceSent { get; set; }

    public long Dropped { get; set; }

    /// <summary>Sequence of the newest description, acked or not; 0 while there was none.</summary>
    public long DescriptionSequence { get; set; }

    /// <summary>The newest description when its turn to be dropped had come: it is kept outside of the bounds.</summary>
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

    /// <summary>Nothing follows: the process has ended, or the run of the agent that this is of.</summary>
    public bool IsExited { get; set; }
}
