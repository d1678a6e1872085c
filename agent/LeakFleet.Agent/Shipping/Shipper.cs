using System.Buffers;
using LeakFleet.Protocol;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Agent.Shipping;

/// <summary>
/// Brings what is in an <see cref="Outbox"/> to the server: connects, greets, sends, takes acks in, and connects again when that ends. At-least-once:
/// after a reconnect everything that is not acked is sent again.
/// </summary>
public sealed partial class Shipper
{
    private readonly ShippingOptions _options;
    private readonly Outbox _outbox;
    private readonly TimeProvider _time;
    private readonly ILogger<Shipper> _logger;
    private readonly Uri _endpoint;
    private readonly Backoff _backoff;
    private readonly ArrayBufferWriter<byte> _frame = new();
    private readonly long _created;
    private HistogramSessions? _sessions;
    private bool _tellsEvidence;
    private bool _tellsReports;
    private volatile bool _isReportDue;
    private volatile ShipperState _state = new(ShipperPhase.Stopped, null);

    /// <exception cref="ArgumentException">An option is out of its bounds, or the address has a scheme that is not supported.</exception>
    public Shipper(ShippingOptions options, Outbox outbox, TimeProvider time, ILogger<Shipper> logger)
    {
        options.ThrowIfInvalid();
        if (!ServerAddress.TryGetEndpoint(options.ServerUri, out var endpoint, out var fault)) throw new ArgumentException(fault, nameof(options));
        (_options, _outbox, _time, _logger, _endpoint) = (options, outbox, time, logger, endpoint);
        _created = time.GetTimestamp();
        _backoff = new Backoff(options.BackoffMin, options.BackoffMax, Random.Shared);
    }

    public ShipperState State => _state;

    /// <summary>Told each question that the server asks beyond the data that is shipped anyway. Must not block.</summary>
    public Action<EvidenceRequest> Requested { get; init; } = _ => { };

    /// <summary>What the agent tells of itself; null for nothing. Must not block.</summary>
    public Func<AgentReport>? Report { get; init; }

    /// <summary>Until cancelled; then what is pending is sent and awaited for <see cref="ShippingOptions.ShutdownFlush"/>. Does not throw for that.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            _state = new ShipperState(ShipperPhase.Connecting, _state.LastError);
            var disconnect = await AttemptAsync(cancellation).ConfigureAwait(false);
            if (cancellation.IsCancellationRequested) break;

            var wait = disconnect.NeedsHelp ? _backoff.Max : _backoff.Next();
            _state = new ShipperState(ShipperPhase.Waiting, disconnect.Reason);
            if (disconnect.NeedsHelp) LogRefused(_logger, disconnect.Reason, wait.TotalSeconds);
            else LogDisconnected(_logger, disconnect.Reason, wait.TotalSeconds, _outbox.PendingMessages);
            await Task.Delay(wait, _time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _state = new ShipperState(ShipperPhase.Stopped, _state.LastError);
        LogStopped(_logger, _outbox.PendingMessages);
    }

    private async Task<Disconnect> AttemptAsync(CancellationToken cancellation)
    {
        try
        {
            return await ConnectAndShipAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Network faults are values by now: this is a bug. It must not end the watching of a node, nor repeat many times a second.
            LogBug(_logger, e, _endpoint);
            return new Disconnect($"an internal error: {e.GetType().Name}", NeedsHelp: true);
        }
    }

    private async Task<Disconnect> ConnectAndShipAsync(CancellationToken cancellation)
    {
        using var connection = new ServerConnection(_options);
        if (await GreetAsync(connection, cancellation).ConfigureAwait(false) is { } refused) return refused;

        var connected = _time.GetTimestamp();
        _state = new ShipperState(ShipperPhase.Connected, null);
        LogConnected(_logger, _endpoint, _outbox.PendingMessages);
        _outbox.Rewind();
        var disconnect = await ShipAsync(connection, cancellation).ConfigureAwait(false);
        if (_time.GetElapsedTime(connected) >= _options.StableConnection) _backoff.Reset();
        return disconnect;
    }

    /// <summary>Connects and exchanges Hello for Welcome; null when that worked.</summary>
    private async Task<Disconnect?> GreetAsync(ServerConnection connection, CancellationToken cancellation)
    {
        using (var connecting = CancellationTokenSource.CreateLinkedTokenSource(cancellation))
        {
            connecting.CancelAfter(_options.ConnectTimeout);
            if (await connection.ConnectAsync(_endpoint, connecting.Token).ConfigureAwait(false) is { } failed) return failed;
        }

        using var greeting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        greeting.CancelAfter(_options.ConnectTimeout);
        var hello = new Hello(
            WireLimits.ProtocolVersion, _options.Agent, _options.Node, _options.AgentVersion, _time.GetUtcNow().ToUnixTimeMilliseconds());
        if (await connection.SendAsync(hello, greeting.Token).ConfigureAwait(false) is { } unsent) return unsent;
        var (frame, disconnect) = await connection.ReceiveAsync(greeting.Token).ConfigureAwait(false);
        _sessions = frame is Welcome { ProtocolVersion: >= WireLimits.ChangesSinceVersion and var version }
            ? new HistogramSessions(againstExpected: version >= WireLimits.ExpectedBytesSinceVersion) : null;
        _tellsEvidence = frame is Welcome { ProtocolVersion: >= WireLimits.EvidenceSinceVersion };
        _tellsReports = frame is Welcome { ProtocolVersion: >= WireLimits.ReportsSinceVersion };
        return frame switch
        {
            Welcome => null,
            null => disconnect,
            _ => new Disconnect($"the server answered with {frame.GetType().Name} instead of Welcome"),
        };
    }

    /// <summary>Sends and receives side by side until one of them ends; the reason of that one counts, the other ends because of it.</summary>
    private async Task<Disconnect> ShipAsync(ServerConnection connection, CancellationToken cancellation)
    {
        // Cancelling a socket operation breaks the connection off, so what stops the agent must not reach the socket before the flush is over.
        using var abort = new CancellationTokenSource();
        await using var stopping = cancellation.Register(() =>
        {
            abort.CancelAfter(_options.ShutdownFlush);
            _outbox.Wake();
        }).ConfigureAwait(false);

        // A full window opens by acks, or by giving up on them: the latter nobody else tells.
        var look = _options.AckPatience / 4;
        await using var overdue = _time.CreateTimer(_ => _outbox.Wake(), null, look, look).ConfigureAwait(false);

        _isReportDue = true;
        await using var reporting = _time.CreateTimer(_ =>
        {
            _isReportDue = true;
            _outbox.Wake();
        }, null, _options.ReportInterval, _options.ReportInterval).ConfigureAwait(false);

        var sending = SendPendingAsync(connection, abort.Token, cancellation);
        var receiving = ReceiveAcksAsync(connection, abort.Token);
        var ended = await Task.WhenAny(sending, receiving).ConfigureAwait(false);
        var disconnect = await ended.ConfigureAwait(false);
        if (ended == sending) await connection.CloseAsync(abort.Token).ConfigureAwait(false);
        await abort.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(sending, receiving).ConfigureAwait(false);
        return disconnect;
    }

    private async Task<Disconnect> SendPendingAsync(ServerConnection connection, CancellationToken abort, CancellationToken stopping)
    {
        while (true)
        {
            while (TakeNext())
            {
                if (await connection.SendAsync(_frame.WrittenMemory, abort).ConfigureAwait(false) is { } failed) return failed;
                if (await ReportIfDueAsync(connection, abort).ConfigureAwait(false) is { } broken) return broken;
            }

            if (await ReportIfDueAsync(connection, abort).ConfigureAwait(false) is { } lost) return lost;
            if (stopping.IsCancellationRequested && _outbox.PendingMessages == 0) return new Disconnect("the agent stops");
            try
            {
                await _outbox.WaitForChangeAsync(abort).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return new Disconnect("the agent stops");
            }
        }
    }

    /// <summary>Between messages: a long backlog does not keep the agent from telling of it.</summary>
    private async Task<Disconnect?> ReportIfDueAsync(ServerConnection connection, CancellationToken abort)
    {
        if (!_isReportDue || !_tellsReports || Report is not { } report) return null;
        _isReportDue = false;
        return await connection.SendAsync(report(), abort).ConfigureAwait(false);
    }

    private bool TakeNext()
    {
        _frame.ResetWrittenCount();
        return _outbox.TryTakeNext(_frame, _time.GetElapsedTime(_created), _sessions, _tellsEvidence);
    }

    private async Task<Disconnect> ReceiveAcksAsync(ServerConnection connection, CancellationToken abort)
    {
        while (true)
        {
            var (frame, disconnect) = await connection.ReceiveAsync(abort).ConfigureAwait(false);
            if (frame is null) return disconnect;
            switch (frame)
            {
                case Ack ack:
                    _outbox.Acknowledge(ack);
                    break;
                case EvidenceRequest request:
                    Requested(request);
                    break;
                default:
                    return new Disconnect($"the server sent {frame.GetType().Name} where only acks and requests make sense");
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to {Endpoint}, {Pending} messages to send")]
    private static partial void LogConnected(ILogger logger, Uri endpoint, int pending);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not connected: {Reason}. Next attempt in {Seconds:F1} s, {Pending} messages kept")]
    private static partial void LogDisconnected(ILogger logger, string reason, double seconds, int pending);

    [LoggerMessage(Level = LogLevel.Error, Message = "Not connected: {Reason}. Next attempt in {Seconds:F0} s")]
    private static partial void LogRefused(ILogger logger, string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "Shipping to {Endpoint} failed")]
    private static partial void LogBug(ILogger logger, Exception exception, Uri endpoint);

    [LoggerMessage(Level = LogLevel.Information, Message = "Shipping ended, {Pending} messages not acknowledged")]
    private static partial void LogStopped(ILogger logger, int pending);
}
