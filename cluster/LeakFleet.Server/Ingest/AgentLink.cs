using System.Buffers;
using System.Net.WebSockets;
using LeakFleet.Protocol;

namespace LeakFleet.Server.Ingest;

/// <summary>A WebSocket that speaks frames. One caller receives and one sends at a time; <see cref="Close"/> counts as sending.</summary>
internal sealed class AgentLink(WebSocket socket, SemaphoreSlim largeFrames, ServerOptions options, TimeProvider clock) : IDisposable
{
    /// <summary>Time for goodbyes: a peer that neither reads nor answers must not hold up the end of a connection.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly FrameReceiver _receiver = new(socket, largeFrames, clock);

    // Cancelling a receive tears the WebSocket down without a close frame, so this is for peers that are past telling.
    private readonly CancellationTokenSource _abort = new();

    public ValueTask<ReceivedFrame> Receive() => _receiver.Receive(_abort.Token);

    /// <summary>The frame received last is decoded: its bytes are not needed any more.</summary>
    public void Forget() => _receiver.Forget();

    /// <summary>Sends one frame; false when the peer is gone or takes nothing for <see cref="ServerOptions.IdleTimeout"/>.</summary>
    public async Task<bool> TrySend(Frame frame)
    {
        var output = new ArrayBufferWriter<byte>(256);
        FrameCodec.Encode(frame, output);
        using var timeout = new CancellationTokenSource(options.IdleTimeout);
        try
        {
            await socket.SendAsync(output.WrittenMemory, WebSocketMessageType.Binary, true, timeout.Token);
            return true;
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>
    /// Says why, then reads to the end of what the peer still sends: closing a socket with unread bytes resets it, and the reason would be lost.
    /// </summary>
    public async Task Close(Farewell farewell, Task reading)
    {
        _abort.CancelAfter(CloseTimeout);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(farewell.Status, farewell.Reason, _abort.Token);
            await reading;
            await _receiver.Drain(_abort.Token);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            socket.Abort();
            await reading;
        }
    }

    public void Dispose()
    {
        _receiver.Dispose();
        _abort.Dispose();
    }
}
