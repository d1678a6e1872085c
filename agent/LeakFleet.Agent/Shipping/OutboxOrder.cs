namespace LeakFleet.Agent.Shipping;

/// <summary>
/// All messages of an outbox in the order of observation, which decides what is dropped. A cursor divides its front, where the newest descriptions of
/// processes that were spared from dropping stand, from what counts against the bounds:
/// <code>
///   spared descriptions │ oldest …………………… newest
/// </code>
/// Not thread-safe.
/// </summary>
internal sealed class OutboxOrder
{
    private readonly LinkedList<OutboxMessage> _messages = new();
    private LinkedListNode<OutboxMessage>? _oldestBounded;
    private int _exemptMessages;

    public int Count => _messages.Count;

    public int BoundedMessages => _messages.Count - _exemptMessages;

    public long BoundedBytes { get; private set; }

    public IEnumerable<OutboxMessage> All => _messages;

    /// <summary>Of those that are not spared; null when there is none.</summary>
    public OutboxMessage? Oldest => _oldestBounded?.Value;

    /// <summary>
    /// What is under way has most likely arrived and waits for a slow server's ack: dropped, it would be counted as lost although it is not, and its place
    /// in the window would let more be sent to a server that asks for less. No more than a window is passed over; where all but the newest is under way,
    /// it is the oldest all the same.
    /// </summary>
    public OutboxMessage OldestToDrop()
    {
        for (var node = _oldestBounded!; node.Next is not null; node = node.Next)
            if (!SendWindow.Holds(node.Value)) return node.Value;
        return _oldestBounded!.Value;
    }

    public void Add(OutboxMessage message)
    {
        _messages.AddLast(message.InOutbox);
        _oldestBounded ??= message.InOutbox;
        BoundedBytes += message.Encoded.Length;
    }

    /// <summary>Takes a message that counts against the bounds out of them.</summary>
    public void Spare(OutboxMessage message)
    {
        if (message.InOutbox == _oldestBounded) _oldestBounded = _oldestBounded.Next;
        else
        {
            _messages.Remove(message.InOutbox);
            _messages.AddBefore(_oldestBounded!, message.InOutbox);
        }

        message.Process.Exempt = message;
        _exemptMessages++;
        BoundedBytes -= message.Encoded.Length;
    }

    public void Remove(OutboxMessage message)
    {
        if (message == message.Process.Exempt)
        {
            message.Process.Exempt = null;
            _exemptMessages--;
        }
        else BoundedBytes -= message.Encoded.Length;

        if (message.InOutbox == _oldestBounded) _oldestBounded = message.InOutbox.Next;
        _messages.Remove(message.InOutbox);
    }
}
