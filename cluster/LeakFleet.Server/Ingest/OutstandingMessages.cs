using LeakFleet.Protocol;

namespace LeakFleet.Server.Ingest;

/// <summary>
/// The messages of one connection that are received and not persisted yet, by process. The read loop adds, the ack loop takes away. Its size is
/// bounded by the credits of the connection, one for each message.
/// </summary>
internal sealed class OutstandingMessages
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ProcessKey, Queue<Position>> _received = [];
    private readonly Dictionary<ProcessKey, Ack> _ready = [];

    /// <summary>Notes a message and what the fleet answered to it; returns how many messages that answer covers.</summary>
    public int Add(DataEnvelope message, Ack answer)
    {
        lock (_lock)
        {
            if (!_received.TryGetValue(message.Process, out var queue)) _received[message.Process] = queue = new Queue<Position>();
            queue.Enqueue(new Position(message.Epoch, message.Sequence));
            return CoverLocked(answer);
        }
    }

    /// <summary>Notes how far a process is persisted; returns how many messages that covers.</summary>
    public int Cover(Ack ack)
    {
        lock (_lock) return CoverLocked(ack);
    }

    /// <summary>Stops waiting for a process that the fleet does not know, as it took nothing in; returns how many messages that frees. No ack follows.</summary>
    public int Forget(ProcessKey process)
    {
        lock (_lock) return _received.Remove(process, out var queue) ? queue.Count : 0;
    }

    /// <summary>Processes with messages that wait to be persisted.</summary>
    public void CopyWaiting(List<ProcessKey> processes)
    {
        processes.Clear();
        lock (_lock) processes.AddRange(_received.Keys);
    }

    /// <summary>Acks that cover something new, the newest for each process, and forgets them.</summary>
    public void TakeReady(List<Ack> acks)
    {
        acks.Clear();
        lock (_lock)
        {
            acks.AddRange(_ready.Values);
            _ready.Clear();
        }
    }

    private int CoverLocked(Ack ack)
    {
        if (!_received.TryGetValue(ack.Process, out var queue)) return 0;
        var covered = 0;
        // In the order of arrival: a peer that numbers backwards holds up its own acks and nothing else.
        while (queue.TryPeek(out var first) && first.IsCoveredBy(ack))
        {
            queue.Dequeue();
            covered++;
        }

        if (queue.Count == 0) _received.Remove(ack.Process);
        if (covered > 0) _ready[ack.Process] = ack;
        return covered;
    }

    private readonly record struct Position(long Epoch, long Sequence)
    {
        // A later epoch covers everything of an earlier one: nobody waits for those messages any more.
        public bool IsCoveredBy(Ack ack) => ack.Epoch > Epoch || (ack.Epoch == Epoch && ack.Sequence >= Sequence);
    }
}
