using LeakFleet.Protocol;
using LeakFleet.Protocol.Sessions;

namespace LeakFleet.Fleet;

/// <summary>
/// Whose messages a process's holder takes. A message that follows others of its connection is only worth something to the holder that has those:
/// after the process moved, or was lost and loaded again, the ones in between would be missing, and an ack would cover them all the same. So the holder
/// takes a connection up with the first message of the process on it, before which the agent has resent what is not acked, and sends every other away.
/// </summary>
public sealed class ConnectionGuard
{
    private HistogramDecoder? _histograms;
    private long _connection;

    /// <summary>Whether a message of that connection may be taken. A first message makes its connection the one that speaks.</summary>
    public bool Admits(long connection, bool isFirst)
    {
        if (isFirst && _connection != connection) (_connection, _histograms) = (connection, null);
        return _connection == connection;
    }

    /// <summary>Makes a histogram whole that tells only what changed since the one before it on this connection. Null when it cannot be, for that reason.</summary>
    public Data? Whole(Data data, out string fault)
    {
        fault = "";
        if (data.Message is not HistogramChange change) return data;
        return (_histograms ??= new HistogramDecoder()).Decode(change, out fault) is { } histogram ? data with { Message = histogram } : null;
    }
}
