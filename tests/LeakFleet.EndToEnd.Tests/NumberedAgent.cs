using System.Buffers;
using System.Net.WebSockets;
using LeakFleet.Protocol;

namespace LeakFleet.EndToEnd.Tests;

/// <summary>
/// An agent reduced to its promise: streams numbered messages of several processes, remembers every ack it was given, and after each reconnect sends again
/// from the first message that was not acked. Unlike the product's own, it can be asked what it was promised.
/// </summary>
internal sealed class NumberedAgent : IDisposable
{
    private const long Epoch = 1_000;
    private const int WindowMessages = 512;

    private readonly Uri _endpoint;
    private readonly int _messages;
    private readonly long _startedUnixMilliseconds = DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeMilliseconds();
    private readonly Dictionary<ProcessKey, Place> _places;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _acked = new(0);

    /// <param name="messages">Of each process.</param>
    public NumberedAgent(string server, int processes, int messages)
    {
        _endpoint = new Uri(server.Replace("http://", "ws://", StringComparison.Ordinal) + "v1/agents");
        _messages = messages;
        _places = Enumerable.Range(1, processes).ToDictionary(pid => new ProcessKey("numbered", new string('a', 32), pid, pid), _ => new Place());
    }

    public int Connections { get; private set; }

    public long AckedTotal
    {
        get { lock (_lock) return _places.Values.Sum(place => place.Acked); }
    }

    public bool IsDone => AckedTotal == (long)_messages * _places.Count;

    /// <summary>The highest sequence that the server has promised to keep, for each process.</summary>
    public IReadOnlyDictionary<ProcessKey, long> Acked()
    {
        lock (_lock) return _places.ToDictionary(place => place.Key, place => place.Value.Acked);
    }

    /// <summary>Until everything is acked, over as many connections as it takes.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!IsDone)
        {
            try
            {
                await ConnectAndStreamAsync(cancellation);
            }
            catch (Exception failure) when (failure is WebSocketException or IOException or HttpRequestException)
            {
                // The server was killed, which is what the test is about.
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancellation);
            }
        }
    }

    public void Dispose() => _acked.Dispose();

    private async Task ConnectAndStreamAsync(CancellationToken cancellation)
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("leakfleet.v1");
        await socket.ConnectAsync(_endpoint, cancellation);
        await SendAsync(socket, new Hello(WireLimits.ProtocolVersion, "numbered", "numbered", "0", 0), cancellation);
        Assert.IsType<Welcome>(await ReceiveAsync(socket, cancellation));
        Connections++;
        lock (_lock)
            foreach (var place in _places.Values) place.Sent = place.Acked;

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var sending = StreamAsync(socket, ending.Token);
        try
        {
            while (!IsDone) Take(Assert.IsType<Ack>(await ReceiveAsync(socket, cancellation)));
        }
        finally
        {
            await ending.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>All processes in turn, so that each has messages under way at any moment.</summary>
    private async Task StreamAsync(ClientWebSocket socket, CancellationToken cancellation)
    {
        while (true)
        {
            var isIdle = true;
            foreach (var (key, place) in _places)
            {
                long sequence;
                lock (_lock)
                {
                    if (place.Sent == _messages || _places.Values.Sum(p => p.Sent - p.Acked) >= WindowMessages) continue;
                    sequence = ++place.Sent;
                    place.SentMost = Math.Max(place.SentMost, sequence);
                }

                isIdle = false;
                await SendAsync(socket, new Data(key, Epoch, sequence, 0, _startedUnixMilliseconds + sequence * 1000, Message(sequence)), cancellation);
            }

            if (isIdle) await _acked.WaitAsync(cancellation);
        }
    }

    /// <summary>The first says what the process is; of the others the server counts each.</summary>
    private ProcessMessage Message(long sequence) => sequence == 1
        ? new ProcessDescription("numbered", "1", "10.0.0", "Numbered", "Numbered", _startedUnixMilliseconds, new Dictionary<string, string>())
        : new Histogram(
            sequence, AfterGen2: true, 1, new Completeness(1, 0, 1_000_000, 0, new Dictionary<string, int>()), default,
            [new TypeRow("Numbered.Item", "Numbered", new GenerationValues(0, 0, 10, 0, 0, 0), new GenerationValues(0, 0, 1000, 0, 0, 0))]);

    private void Take(Ack ack)
    {
        lock (_lock)
        {
            var place = _places[ack.Process];
            Assert.Equal(Epoch, ack.Epoch);
            // It may be of an earlier connection, whose server was killed between writing and acking.
            Assert.True(ack.Sequence <= place.SentMost, $"{ack} of a message that was never sent");
            place.Acked = Math.Max(place.Acked, ack.Sequence);
            place.Sent = Math.Max(place.Sent, place.Acked);
        }

        _acked.Release();
    }

    private static async Task SendAsync(ClientWebSocket socket, Frame frame, CancellationToken cancellation)
    {
        var bytes = new ArrayBufferWriter<byte>();
        FrameCodec.Encode(frame, bytes);
        await socket.SendAsync(bytes.WrittenMemory, WebSocketMessageType.Binary, endOfMessage: true, cancellation);
    }

    private static async Task<Frame> ReceiveAsync(ClientWebSocket socket, CancellationToken cancellation)
    {
        var bytes = new byte[64 * 1024];
        var received = await socket.ReceiveAsync(bytes.AsMemory(), cancellation);
        if (received.MessageType == WebSocketMessageType.Close) throw new IOException($"closed: {socket.CloseStatusDescription}");
        Assert.True(FrameCodec.TryDecode(bytes.AsSpan(0, received.Count), out var frame, out var fault), fault);
        return frame;
    }

    private sealed class Place
    {
        /// <summary>On the present connection, or acked without that.</summary>
        public long Sent { get; set; }

        public long SentMost { get; set; }

        public long Acked { get; set; }
    }
}
