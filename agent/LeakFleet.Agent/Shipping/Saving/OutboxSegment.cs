namespace LeakFleet.Agent.Shipping.Saving;

/// <summary>One file of an outbox's folder. It is written to its end once, and goes when no message in it is pending any more.</summary>
internal sealed class OutboxSegment(long number, string path, long bytes)
{
    public long Number { get; } = number;

    public string Path { get; } = path;

    public long Bytes { get; set; } = bytes;

    /// <summary>What in it is not acked, nor dropped, nor in a later file. Its outbox guards it.</summary>
    public LinkedList<OutboxMessage> Messages { get; } = new();
}
