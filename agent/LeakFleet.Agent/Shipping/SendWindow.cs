namespace LeakFleet.Agent.Shipping;

/// <summary>
/// What was sent on the present connection and is awaited: so many messages at once, and of one process no more than a quarter of them. A server
/// never acks what it refuses or cannot persist, so a message counts for a time only, and a process that was silent for that time has a window of
/// one message until an ack comes: it finds out when it is welcome again, and the others keep their room. Not thread-safe.
/// </summary>
/// <remarks>Giving up on a message ends its part in the window alone: it stays in the outbox until it is acked or dropped.</remarks>
internal sealed class SendWindow(int messagesMax, TimeSpan patience)
{
    private readonly LinkedList<OutboxMessage> _awaited = new();
    private readonly int _shareMax = Math.Max(1, messagesMax / 4);

    public int Count => _awaited.Count;

    public bool HasRoom => _awaited.Count < messagesMax;

    public bool HasRoomFor(OutboxProcess process) => process.Awaited < (process.IsUnanswered ? 1 : _shareMax);

    public static bool Holds(OutboxMessage message) => message.InWindow.List is not null;

    public void Enter(OutboxMessage message, TimeSpan now)
    {
        message.SentAt = now;
        message.Process.Awaited++;
        _awaited.AddLast(message.InWindow);
    }

    public void Leave(OutboxMessage message)
    {
        if (!Holds(message)) return;
        message.Process.Awaited--;
        _awaited.Remove(message.InWindow);
    }

    /// <summary>Takes the oldest message out if its ack is overdue; false when there is none.</summary>
    public bool TryGiveUp(TimeSpan now, out OutboxProcess process)
    {
        process = null!;
        if (_awaited.First is not { Value: var oldest } || now - oldest.SentAt < patience) return false;
        Leave(oldest);
        process = oldest.Process;
        process.IsUnanswered = true;
        return true;
    }

    public void Clear()
    {
        while (_awaited.First is { Value: var oldest }) Leave(oldest);
    }
}
