namespace LeakFleet.Agent.Shipping;

/// <summary>One message waiting for its ack, encoded without its envelope: the count of drops in there is known only when it is sent.</summary>
internal sealed class OutboxMessage(OutboxProcess process, long sequence, long unixMilliseconds, byte[] encoded)
{
    public OutboxProcess Process { get; } = process;
    public long Sequence { get; } = sequence;
    public long UnixMilliseconds { get; } = unixMilliseconds;
    public byte[] Encoded { get; } = encoded;

    /// <summary>Sent on the present connection.</summary>
    public bool IsSent { get; set; }
}
