using System.Buffers;
using System.Net.WebSockets;
using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Replay;

/// <summary>An agent's end of a connection for messages that lie ready: sends as fast as the server takes them, and ends when all are persisted.</summary>
internal sealed class ReplayConnection(Uri server) : IDisposable
{
    private const string Path = "/v1/agents";
    private const string SubProtocol = "leakfleet.v1";
    private const string AgentVersion = "0.1.0";

    /// <summary>Nothing that a server sends to an agent is longer.</summary>
    private const int ReceiveBytesMax = 64 * 1024;

    private readonly ClientWebSocket _socket = new();
    private readonly ArrayBufferWriter<byte> _frame = new();
    private readonly Dictionary<ProcessKey, (long Epoch, long Sequence)> _unpersisted = [];
    private readonly Lock _lock = new();
    private bool _allSent;

    /// <returns>Messages sent.</returns>
    /// <exception cref="WebSocketException">The server cannot be reached, or went away.</exception>
    /// <exception cref="InvalidDataException">The server said something that is no answer, or closed the connection.</exception>
    public async Task<long> Send(IEnumerable<Data> messages, CancellationToken cancellation)
    {
        _socket.Options.AddSubProtocol(SubProtocol);
        var scheme = server.Scheme is "https" or "wss" ? "wss" : "ws";
        await _socket.ConnectAsync(new UriBuilder(server) { Scheme = scheme, Path = Path }.Uri, cancellation);
        await Send(new Hello(WireLimits.ProtocolVersion, "fleet-simulator", "fleet-simulator", AgentVersion, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()), cancellation);
        if (await Receive(cancellation) is not Welcome) throw new InvalidDataException("The server did not answer with a welcome.");

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var acks = ReceiveAcks(ending.Token);
        var sent = 0L;
        foreach (var data in messages)
        {
            if (acks.IsCompleted) await acks;
            lock (_lock) _unpersisted[data.Process] = (data.Epoch, data.Sequence);
            await Send(data, cancellation);
            sent++;
        }

        lock (_lock) _allSent = true;
        // An ack may have come between the last message and this; then no other follows, and there is nothing left to wait for.
        if (IsDone()) await ending.CancelAsync();
        await acks;
        if (_socket.State == WebSocketState.Open) await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, cancellation);
        return sent;
    }

    public void Dispose() => _socket.Dispose();

    private bool IsDone()
    {
        lock (_lock) return _allSent && _unpersisted.Count == 0;
    }

    private async Task ReceiveAcks(CancellationToken ending)
    {
        try
        {
            while (!IsDone())
            {
                if (await Receive(ending) is not Ack ack) throw new InvalidDataException("The server sent something else than an ack.");
                lock (_lock)
                {
                    if (_unpersisted.TryGetValue(ack.Process, out var last) && (ack.Epoch, ack.Sequence).CompareTo(last) >= 0) _unpersisted.Remove(ack.Process);
                }
            }
        }
        catch (OperationCanceledException) when (IsDone())
        {
            // Everything is persisted: nothing more is expected.
        }
    }

    private ValueTask Send(Frame frame, CancellationToken cancellation)
    {
        _frame.ResetWrittenCount();
        FrameCodec.Encode(frame, _frame);
        return _socket.SendAsync(_frame.WrittenMemory, WebSocketMessageType.Binary, true, cancellation);
    }

    private async Task<Frame> Receive(CancellationToken cancellation)
    {
        var buffer = new byte[ReceiveBytesMax];
        var length = 0;
        while (true)
        {
            var received = await _socket.ReceiveAsync(buffer.AsMemory(length), cancellation);
            if (received.MessageType == WebSocketMessageType.Close) throw new InvalidDataException($"The server closed the connection: {_socket.CloseStatusDescription}");
            length += received.Count;
            if (received.EndOfMessage) break;
            if (length == buffer.Length) throw new InvalidDataException("The server sent a frame above the limit.");
        }

        return FrameCodec.TryDecode(buffer.AsSpan(0, length), out var frame, out var fault) ? frame : throw new InvalidDataException(fault);
    }
}
