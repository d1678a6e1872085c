using System.Net;
using System.Net.Sockets;

namespace LeakFleet.Silo.Tests.Support;

/// <summary>
/// A port that leads to others: to the first that answers, as a load balancer does, or to none while it is cut, as a network that lost its way does. Cutting it breaks
/// what is connected.
/// </summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Socket> _sockets = [];
    private readonly int[] _ports;
    private readonly Task _accepting;
    private int _next;
    private volatile bool _isCut;
    private volatile TaskCompletionSource? _stalled;

    public TcpProxy(params int[] ports)
    {
        _ports = ports;
        _listener.Start();
        _accepting = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Cut()
    {
        _isCut = true;
        lock (_gate)
            foreach (var socket in _sockets) socket.Close();
    }

    public void Mend() => _isCut = false;

    /// <summary>Nothing goes through any more, and nobody is told: what a database does that hangs.</summary>
    public void Stall() => _stalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume() => _stalled?.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Resume();
        Cut();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task Accept()
    {
        while (!_stopping.IsCancellationRequested) _ = Serve(await _listener.AcceptSocketAsync(_stopping.Token));
    }

    private async Task Serve(Socket from)
    {
        using (from)
        {
            if (_isCut || await Connect() is not { } to) return;
            using (to)
            {
                lock (_gate) (_, _) = (_sockets.Add(from), _sockets.Add(to));
                await Task.WhenAny(Copy(from, to), Copy(to, from));
                lock (_gate) (_, _) = (_sockets.Remove(from), _sockets.Remove(to));
            }
        }
    }

    private async Task<Socket?> Connect()
    {
        for (var attempt = 0; attempt < _ports.Length; attempt++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, _ports[(uint)Interlocked.Increment(ref _next) % _ports.Length], _stopping.Token);
                return socket;
            }
            catch (SocketException)
            {
                socket.Dispose();
            }
        }

        return null;
    }

    private async Task Copy(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            for (int read; (read = await from.ReceiveAsync(buffer)) > 0;)
            {
                if (_stalled is { } stalled) await stalled.Task;
                await to.SendAsync(buffer.AsMemory(0, read));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Either side is gone: the other follows.
            return;
        }
    }
}
