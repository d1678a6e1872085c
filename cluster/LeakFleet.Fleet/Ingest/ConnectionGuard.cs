namespace LeakFleet.Fleet;

/// <summary>
/// Whose messages a process's holder takes. A message that follows others of its connection is only worth something to the holder that has those:
/// after the process moved, or was lost and loaded again, the ones in between would be missing, and an ack would cover them all the same. So the holder
/// takes a connection up with the first message of the process on it, before which the agent has resent what is not acked, and sends every other away.
/// </summary>
public sealed class ConnectionGuard
{
    private long _connection;

    /// <summary>Whether a message of that connection may be taken. A first message makes its connection the one that speaks.</summary>
    public bool Admits(long connection, bool isFirst)
    {
        if (isFirst) _connection = connection;
        return _connection == connection;
    }
}
