using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using LeakFleet.Protocol;

namespace LeakFleet.Agent.Shipping;

/// <summary>A WebSocket to the server that speaks frames. One sender and one receiver at a time. Network faults are values.</summary>
internal sealed class ServerConnection : IDisposable
{
    public const string SubProtocol = "leakfleet.v1";

    /// <summary>The server sends only short frames; far above them, far below anything that hurts.</summary>
    public const int ReceivedBytesMax = 64 * 1024;

    private readonly ClientWebSocket _socket = new();
    private readonly ArrayBufferWriter<byte> _sending = new();
    private readonly byte[] _receiving = new byte[ReceivedBytesMax];
    private readonly ServerLogin _login;
    private HttpMessageInvoker? _http;

    public ServerConnection(ShippingOptions options)
    {
        _login = options.Login;
        _socket.Options.AddSubProtocol(SubProtocol);
        _socket.Options.CollectHttpResponseDetails = true;
        _socket.Options.KeepAliveInterval = options.PingInterval;
        _socket.Options.KeepAliveTimeout = options.PingTimeout;
        // "Dangerous" is compression of secrets next to text an attacker chooses (CRIME, BREACH). Frames hold no secrets that the agent
        // adds, and the same type names over and over: they shrink several times.
        _socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
    }

    /// <summary>Connects; null when it worked.</summary>
    public async Task<Disconnect?> ConnectAsync(Uri endpoint, CancellationToken cancellation)
    {
        // A file that cannot be read now may be there in a moment, when a mount is replaced.
        if (!_login.TryOpen(endpoint, out var handler, out var token, out var fault)) return new Disconnect(fault);
        _http = new HttpMessageInvoker(handler);
        if (token is not null) _socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        try
        {
            await _socket.ConnectAsync(endpoint, _http, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (IsNetworkFault(e))
        {
            return Explain(endpoint, e);
        }

        if (_socket.SubProtocol == SubProtocol) return null;
        return new Disconnect($"what answers at {endpoint} does not speak {SubProtocol}: check the address", NeedsHelp: true);
    }

    public Task<Disconnect?> SendAsync(Frame frame, CancellationToken cancellation)
    {
        _sending.ResetWrittenCount();
        FrameCodec.Encode(frame, _sending);
        return SendAsync(_sending.WrittenMemory, cancellation);
    }

    /// <summary>Sends one encoded frame; null when it was handed to the network.</summary>
    public async Task<Disconnect?> SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellation)
    {
        try
        {
            await _socket.SendAsync(frame, WebSocketMessageType.Binary, endOfMessage: true, cancellation).ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (IsNetworkFault(e))
        {
            return new Disconnect(InOneLine(e));
        }
    }

    /// <summary>The next frame, or why there is none.</summary>
    public async Task<(Frame? Frame, Disconnect Disconnect)> ReceiveAsync(CancellationToken cancellation)
    {
        try
        {
            for (var length = 0; ;)
            {
                var result = await _socket.ReceiveAsync(_receiving.AsMemory(length), cancellation).ConfigureAwait(false);
                if (result.MessageType == WebSocketMessageType.Close) return (null, Farewell());
                if (result.MessageType == WebSocketMessageType.Text) return (null, new Disconnect("the server sent text instead of a frame"));
                length += result.Count;
                if (result.EndOfMessage)
                {
                    return FrameCodec.TryDecode(_receiving.AsSpan(0, length), out var frame, out var fault)
                        ? (frame, default)
                        : (null, new Disconnect($"the server sent something that is not a frame: {fault}"));
                }

                if (length == _receiving.Length) return (null, new Disconnect($"the server sent a frame above {ReceivedBytesMax} bytes"));
            }
        }
        catch (Exception e) when (IsNetworkFault(e))
        {
            return (null, new Disconnect(InOneLine(e)));
        }
    }

    /// <summary>Says goodbye, so that the server need not wait for a timeout.</summary>
    public async Task<Disconnect?> CloseAsync(CancellationToken cancellation)
    {
        if (_socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return null;
        try
        {
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellation).ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (IsNetworkFault(e))
        {
            return new Disconnect(InOneLine(e));
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _http?.Dispose();
    }

    private Disconnect Farewell() => new(string.IsNullOrEmpty(_socket.CloseStatusDescription)
        ? $"the server closed the connection ({_socket.CloseStatus})"
        : $"the server closed the connection ({_socket.CloseStatus}: {Printable(_socket.CloseStatusDescription)})");

    private Disconnect Explain(Uri endpoint, Exception exception) => _socket.HttpStatusCode switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new Disconnect(
            $"the server at {endpoint} refuses this agent ({(int)_socket.HttpStatusCode}): its log says why; the agent shows what --token-file and --client-certificate name",
            NeedsHelp: true),
        HttpStatusCode.NotFound => new Disconnect(
            $"{endpoint} does not exist (404): check that the address is the one of a LeakFleet server", NeedsHelp: true),
        _ => new Disconnect($"cannot connect to {endpoint}: {InOneLine(exception)}"),
    };

    /// <summary>What a network or its peer can cause. Operations on a socket that the other loop has given up end as cancelled or disposed.</summary>
    private static bool IsNetworkFault(Exception exception) =>
        exception is WebSocketException or HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException;

    private static string InOneLine(Exception exception) => exception switch
    {
        OperationCanceledException => "no answer in time",
        ObjectDisposedException => "the connection was given up",
        _ => Printable(exception.GetBaseException().Message),
    };

    /// <summary>A peer's words may go to a terminal.</summary>
    private static string Printable(string text) => string.Create(text.Length, text, (span, source) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = char.IsControl(source[i]) ? ' ' : source[i];
    });
}
