using System.Buffers;
using System.Net.WebSockets;
using LeakFleet.Protocol;

namespace LeakFleet.Server.Ingest;

/// <summary>
/// Puts the pieces of a WebSocket message together, in a pooled buffer that grows only as far as a frame may. The bound counts bytes after
/// decompression: the WebSocket inflates into this buffer and nowhere else, so a small message cannot unfold into a large allocation.
/// </summary>
/// <param name="largeFrames">Places for frames above <see cref="SmallFrameBytes"/>, shared by all connections: 4 MiB times every connection would be too much.</param>
internal sealed class FrameReceiver(WebSocket socket, SemaphoreSlim largeFrames, TimeProvider clock) : IDisposable
{
    /// <summary>What every connection may hold all the time. Most batches of collections fit; histograms do not.</summary>
    public const int SmallFrameBytes = 16 * 1024;

    /// <summary>A slow sender must not keep a place that other agents wait for; 4 MiB in this time is a modem's pace.</summary>
    private static readonly TimeSpan LargeFrameTimeout = TimeSpan.FromSeconds(60);

    /// <summary>What is read of a message after its refusal, for the sake of telling the sender why.</summary>
    private const int DrainBytesMax = 16 * 1024 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(SmallFrameBytes);
    private bool _large;

    /// <summary>Receives one message. Its bytes are valid until <see cref="Forget"/> or the next call.</summary>
    public async ValueTask<ReceivedFrame> Receive(CancellationToken cancellation)
    {
        Forget();
        var small = await Receive(0, SmallFrameBytes, cancellation);
        if (small.Kind != ReceivedKind.Unfinished) return small;

        await largeFrames.WaitAsync(cancellation);
        _large = true;
        using var timeout = new CancellationTokenSource(LargeFrameTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            var length = SmallFrameBytes;
            while (length < WireLimits.FrameBytesMax)
            {
                // Four times, not twice: a histogram of 1 MiB then costs three copies instead of six.
                var larger = Math.Min(length * 4, WireLimits.FrameBytesMax);
                Grow(length, larger);
                var large = await Receive(length, larger, either.Token);
                if (large.Kind != ReceivedKind.Unfinished) return large;
                length = larger;
            }

            return ReceivedFrame.TooLarge;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return ReceivedFrame.TooSlow;
        }
    }

    /// <summary>The message was read: gives its place back. A connection that waits for the store must not keep those that others need.</summary>
    public void Forget()
    {
        if (!_large) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = ArrayPool<byte>.Shared.Rent(SmallFrameBytes);
        _large = false;
        largeFrames.Release();
    }

    /// <summary>Reads and forgets what still comes, until the peer has closed too.</summary>
    public async ValueTask Drain(CancellationToken cancellation)
    {
        Forget();
        var drained = 0;
        while (socket.State is WebSocketState.Open or WebSocketState.CloseSent && drained < DrainBytesMax)
            drained += (await socket.ReceiveAsync(_buffer.AsMemory(), cancellation)).Count;
    }

    public void Dispose()
    {
        Forget();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    /// <summary>Receives until the message ends or the buffer is filled up to a length.</summary>
    private async ValueTask<ReceivedFrame> Receive(int length, int lengthMax, CancellationToken cancellation)
    {
        while (length < lengthMax)
        {
            var received = await socket.ReceiveAsync(_buffer.AsMemory(length, lengthMax - length), cancellation);
            if (received.MessageType == WebSocketMessageType.Close) return ReceivedFrame.Closed;
            if (received.MessageType == WebSocketMessageType.Text) return ReceivedFrame.Text;
            length += received.Count;
            if (received.EndOfMessage) return new ReceivedFrame(ReceivedKind.Frame, _buffer.AsMemory(0, length));
        }

        return ReceivedFrame.Unfinished;
    }

    private void Grow(int length, int larger)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(larger);
        _buffer.AsSpan(0, length).CopyTo(buffer);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = buffer;
    }
}
