using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>Up to which message a process would be found again after a crash; the default means that it would not be found at all.</summary>
public readonly record struct PersistedMark(long Epoch, long Sequence)
{
    /// <summary>The answer to a message of that epoch.</summary>
    public Ack AckFor(ProcessKey process, long epoch, long sequence)
    {
        // An earlier run of the agent: it is over, and so are its messages. Only once a later one is persisted, or a crash could bring it back.
        if (epoch < Epoch) return new Ack(process, epoch, sequence);
        return new Ack(process, epoch, epoch == Epoch ? Sequence : 0);
    }
}
