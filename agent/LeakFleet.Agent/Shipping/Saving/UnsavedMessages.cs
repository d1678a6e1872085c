namespace LeakFleet.Agent.Shipping.Saving;

/// <summary>Which messages of an outbox are in no file yet, oldest first. Thread-safe, by the lock of its outbox, which takes out what is acked or dropped.</summary>
internal sealed class UnsavedMessages(Lock gate)
{
    private readonly LinkedList<OutboxMessage> _messages = new();
    private bool _isOn;
    private volatile string _fault = "";

    /// <summary>Why they cannot be saved; empty while they can.</summary>
    public string Fault
    {
        get => _fault;
        set => _fault = value;
    }

    /// <summary>Before it, nobody would take what is added.</summary>
    public void Begin()
    {
        lock (gate) _isOn = true;
    }

    public void Add(OutboxMessage message)
    {
        lock (gate)
        {
            if (_isOn && message.InStore.List is null) _messages.AddLast(message.InStore);
        }
    }

    /// <summary>With the counts of drops of their processes. <see cref="Saved"/> is told what became of them.</summary>
    public IReadOnlyList<(OutboxMessage Message, long Dropped)> Take(int max)
    {
        lock (gate)
        {
            var taken = new List<(OutboxMessage, long)>(Math.Min(max, _messages.Count));
            while (taken.Count < max && _messages.First is { Value: var message })
            {
                _messages.RemoveFirst();
                taken.Add((message, message.Process.Dropped));
            }

            return taken;
        }
    }

    /// <param name="segment">Where it is now; null when it could not be written.</param>
    public void Saved(OutboxMessage message, OutboxSegment? segment)
    {
        lock (gate)
        {
            // What was acked or dropped meanwhile needs no place any more.
            if (message.InOutbox.List is null) return;
            if (segment is null) _messages.AddFirst(message.InStore);
            else segment.Messages.AddLast(message.InStore);
        }
    }

    public bool IsDone(OutboxSegment segment)
    {
        lock (gate) return segment.Messages.Count == 0;
    }

    /// <summary>A file is to go before it is done: what it holds is to be saved again, or is in no file any more.</summary>
    /// <returns>How many messages that were.</returns>
    public int Leave(OutboxSegment segment, bool savesAgain)
    {
        lock (gate)
        {
            var count = segment.Messages.Count;
            while (segment.Messages.First is { } node)
            {
                segment.Messages.RemoveFirst();
                if (savesAgain) _messages.AddLast(node);
            }

            return count;
        }
    }
}
