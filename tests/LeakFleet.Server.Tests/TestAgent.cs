using System.Buffers;
using System.Net.WebSockets;
using LeakFleet.Protocol;
using LeakFleet.Server.Ingest;

namespace LeakFleet.Server.Tests;

/// <summary>The agent's end of a real WebSocket, one call for each frame.</summary>
internal sealed class TestAgent : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[64 * 1024];

    public static Hello Hello { get; } = new(WireLimits.ProtocolVersion, "agent-1", "node-1", "0.1.0", DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public string? CloseReason => _socket.CloseStatusDescription;

    public static async Task<TestAgent> Connect(Uri server, Action<ClientWebSocketOptions>? configure = null)
    {
        var agent = new TestAgent();
        agent._socket.Options.AddSubProtocol(AgentEndpoint.SubProtocol);
        configure?.Invoke(agent._socket.Options);
        await agent._socket.ConnectAsync(new UriBuilder(server) { Scheme = "ws", Path = AgentEndpoint.Path }.Uri, Deadline());
        return agent;
    }

    /// <summary>Connects, says hello and reads the welcome.</summary>
    public static async Task<TestAgent> ConnectAndGreet(RunningServer server, Hello? hello = null)
    {
        var agent = await Connect(server.Address);
        await agent.Send(hello ?? Hello);
        Assert.IsType<Welcome>(await agent.Receive());
        return agent;
    }

    public Task Send(Frame frame)
    {
        var output = new ArrayBufferWriter<byte>();
        FrameCodec.Encode(frame, output);
        return SendBytes(output.WrittenMemory);
    }

    public Task SendBytes(ReadOnlyMemory<byte> bytes, WebSocketMessageType type = WebSocketMessageType.Binary, bool ends = true) =>
        _socket.SendAsync(bytes, type, ends, Deadline()).AsTask();

    /// <summary>The next frame, or null when the server closed.</summary>
    public async Task<Frame?> Receive()
    {
        var received = await _socket.ReceiveAsync(_buffer, Deadline());
        if (received.MessageType == WebSocketMessageType.Close) return null;
        Assert.True(received.EndOfMessage);
        Assert.True(FrameCodec.TryDecode(_buffer.AsSpan(0, received.Count), out var frame, out var fault), fault);
        return frame;
    }

    /// <summary>Reads acks of a process until one covers the sequence.</summary>
    public async Task<Ack> ReceiveAck(ProcessKey process, long sequence)
    {
        while (true)
        {
            var ack = Assert.IsType<Ack>(await Receive());
            if (ack.Process == process && ack.Sequence >= sequence) return ack;
        }
    }

    /// <summary>Reads until the server closed, and answers.</summary>
    public async Task ReceiveClose()
    {
        while (await Receive() is not null) { }
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Deadline());
    }

    public Task Close() => _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline());

    public void Dispose() => _socket.Dispose();

    private static CancellationToken Deadline()
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        source.CancelAfter(RunningServer.Patience);
        return source.Token;
    }
}
