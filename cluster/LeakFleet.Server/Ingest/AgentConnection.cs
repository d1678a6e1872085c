using System.Collections.Concurrent;
using System.Net.WebSockets;
using LeakFleet.Fleet;
using LeakFleet.Protocol;
using LeakFleet.Server.Evidence;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Server.Ingest;

/// <summary>
/// One agent's connection. The read loop takes messages in, the ack loop alone sends; each message holds a credit from its arrival until it is
/// persisted, and without a credit nothing is read, so that a slow store slows the agent down instead of filling memory here.
/// </summary>
internal sealed partial class AgentConnection(
    AgentLink link, AgentLogin login, IFleet fleet, AgentRegistry agents, AgentReach reach, ServerOptions options, TimeProvider clock, ILogger logger)
    : IDisposable
{
    /// <summary>Questions that wait for the next tick.</summary>
    private const int RequestsMax = 16;

    private readonly ConcurrentQueue<EvidenceRequest> _requests = new();
    private readonly OutstandingMessages _outstanding = new();

    /// <summary>Random, since the holder of a process may know connections of many servers.</summary>
    private readonly long _connection = Random.Shared.NextInt64(1, long.MaxValue);

    /// <summary>Used by the read loop only.</summary>
    private readonly HashSet<ProcessKey> _spokenOf = [];

    private readonly SemaphoreSlim _credits = new(options.OutstandingMessagesMax);
    private volatile bool _knowsRequests;

    /// <summary>Serves the connection until it ends, and says goodbye.</summary>
    public async Task Run(CancellationToken stopping)
    {
        var (hello, farewell) = await ReceiveHello(stopping);
        if (hello is null)
        {
            if (!farewell.IsRejection) return;
            ServerMetrics.FramesRejected.Add(1);
            LogRefused(logger, "unknown", farewell.Reason);
            return;
        }

        _knowsRequests = hello.ProtocolVersion >= WireLimits.EvidenceSinceVersion;
        var entry = agents.Connect(hello);
        var name = Text.Printable.Show(hello.Agent, WireLimits.NameCharsMax);
        try
        {
            LogConnected(logger, name, Text.Printable.Show(hello.Node), Text.Printable.Show(hello.AgentVersion));
            farewell = await Serve(entry, stopping);
            if (farewell.IsRejection)
            {
                ServerMetrics.FramesRejected.Add(1);
                if (entry.CountRejected()) LogRefused(logger, name, farewell.Reason);
            }

            LogDisconnected(logger, name, farewell.Reason.Length == 0 ? "closed by the agent" : farewell.Reason);
        }
        finally
        {
            reach.Forget(_spokenOf, this);
            entry.Disconnect();
        }
    }

    public bool CanAsk => _knowsRequests && _requests.Count < RequestsMax;

    /// <summary>Asks the agent with the next tick; false when it is too old to be asked, or has been asked too much.</summary>
    public bool TryAsk(EvidenceRequest request)
    {
        if (!CanAsk) return false;
        _requests.Enqueue(request);
        return true;
    }

    public void Dispose() => _credits.Dispose();

    private async Task<(Hello? Hello, Farewell Farewell)> ReceiveHello(CancellationToken stopping)
    {
        var reading = ReadHello();
        await Task.WhenAny(reading, Task.Delay(options.HelloTimeout, clock, stopping));
        if (!reading.IsCompleted)
        {
            var late = stopping.IsCancellationRequested ? Ending() : Farewell.NotAllowed("no hello in time");
            await link.Close(late, reading);
            return (null, late);
        }

        var (hello, farewell) = await reading;
        if (hello is null) await link.Close(farewell, reading);
        else if (!await link.TrySend(new Welcome(Math.Min(hello.ProtocolVersion, WireLimits.ProtocolVersion), ServerVersion.Text))) return (null, Farewell.Lost);
        return (hello, farewell);
    }

    private async Task<(Hello? Hello, Farewell Farewell)> ReadHello()
    {
        try
        {
            var received = await link.Receive();
            if (received.Kind == ReceivedKind.Closed) return (null, Farewell.Normal);
            if (Refusal(received) is { } refusal) return (null, refusal);
            if (!FrameCodec.TryDecode(received.Bytes.Span, out var frame, out var fault)) return (null, Farewell.Undecodable(fault));
            if (frame is not Hello hello) return (null, Farewell.NotAllowed("the first frame must be a hello"));
            if (hello.ProtocolVersion > WireLimits.ProtocolVersion)
                return (null, Farewell.NotAllowed($"protocol version {hello.ProtocolVersion} is above {WireLimits.ProtocolVersion}: upgrade the server first"));
            if (!login.MaySpeakOf(hello.Node)) return (null, Farewell.NotAllowed("the agent's token is of another node"));
            ServerMetrics.BytesReceived.Add(received.Bytes.Length);
            return (hello, Farewell.Normal);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            return (null, Farewell.Lost);
        }
    }

    private async Task<Farewell> Serve(AgentEntry entry, CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var reading = ReadLoop(entry, ending.Token);
        var acking = AckLoop(ending.Token);
        await Task.WhenAny(reading, acking);
        await ending.CancelAsync();

        // With the ack loop over, nothing else sends: the goodbye finds the socket free.
        var acked = await acking;
        var farewell = reading.IsCompleted ? await reading : stopping.IsCancellationRequested ? Ending() : acked;
        await link.Close(farewell, reading);
        return farewell;
    }

    private async Task<Farewell> ReadLoop(AgentEntry entry, CancellationToken ending)
    {
        try
        {
            while (true)
            {
                if (!_credits.Wait(0, CancellationToken.None))
                {
                    ServerMetrics.BackPressure.Add(1);
                    await _credits.WaitAsync(ending);
                }

                var received = await link.Receive();
                if (received.Kind == ReceivedKind.Closed) return Farewell.Normal;
                if (ending.IsCancellationRequested) return Ending();
                if (Refusal(received) is { } refusal) return refusal;
                if (!FrameCodec.TryReadEnvelope(received.Bytes.Span, out var envelope))
                {
                    if (TakeOther(received.Bytes.Span, entry) is { } unwanted) return unwanted;
                    link.Forget();
                    Release(1);
                    continue;
                }

                if (_spokenOf.Count >= options.ProcessesOfConnectionMax && !_spokenOf.Contains(envelope.Process))
                    return Farewell.NotAllowed($"more than {options.ProcessesOfConnectionMax} processes");
                if (!login.MaySpeakOf(envelope.Process.Node)) return Farewell.NotAllowed("the process is of another node than the agent's token");

                var arrivedAt = clock.GetUtcNow();
                ServerMetrics.FramesReceived.Add(1);
                ServerMetrics.BytesReceived.Add(received.Bytes.Length);
                var isFirst = _spokenOf.Add(envelope.Process);
                if (isFirst) reach.Note(envelope.Process, this);
                var frame = new AgentFrame(_connection, isFirst, envelope, received.Bytes);
                var began = clock.GetTimestamp();
                var answer = await fleet.Ingest(frame, CancellationToken.None);
                ServerMetrics.IngestDuration.Record(clock.GetElapsedTime(began).TotalSeconds);
                link.Forget();
                if (Refusal(answer) is { } end) return end;
                // What is counted has been taken: whoever sees the count finds it in the fleet.
                entry.CountFrame(arrivedAt);
                Release(_outstanding.Add(envelope, answer.Ack));
            }
        }
        catch (OperationCanceledException)
        {
            return Ending();
        }
        catch (WebSocketException)
        {
            return Farewell.Lost;
        }
        catch (Exception exception)
        {
            // The loop owns its agent: a bug met by its messages ends its connection, and no other.
            LogFailed(logger, exception);
            return Farewell.Failed;
        }
    }

    /// <summary>Sends what became persisted, at most one ack for each process and tick, until the connection ends or cannot be sent to.</summary>
    private async Task<Farewell> AckLoop(CancellationToken ending)
    {
        var waiting = new List<ProcessKey>();
        var acks = new List<Ack>();
        using var timer = new PeriodicTimer(options.AckInterval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(ending))
            {
                _outstanding.CopyWaiting(waiting);
                foreach (var process in waiting)
                {
                    var answer = await fleet.Persisted(process, _connection, CancellationToken.None);
                    if (Refusal(answer) is { } end) return end;
                    Release(answer.Outcome == IngestOutcome.Taken ? _outstanding.Cover(answer.Ack) : _outstanding.Forget(process));
                }

                _outstanding.TakeReady(acks);
                foreach (var ack in acks)
                    if (!await link.TrySend(ack)) return Farewell.Lost;
                if (acks.Count > 0) ServerMetrics.AcksSent.Add(acks.Count);
                while (_requests.TryDequeue(out var request))
                    if (!await link.TrySend(request)) return Farewell.Lost;
            }

            return Farewell.Normal;
        }
        catch (OperationCanceledException)
        {
            return Farewell.Normal;
        }
        catch (Exception exception)
        {
            LogFailed(logger, exception);
            return Farewell.Failed;
        }
    }

    private Farewell Ending() => login.IsOver(clock.GetUtcNow()) ? Farewell.Expired : Farewell.Stopping;

    private void Release(int covered)
    {
        if (covered > 0) _credits.Release(covered);
    }

    /// <summary>What is not about a process: the agent's own report, which nobody keeps or acks. Everything else is refused.</summary>
    private Farewell? TakeOther(ReadOnlySpan<byte> bytes, AgentEntry entry)
    {
        if (!FrameCodec.TryDecode(bytes, out var frame, out var fault)) return Farewell.Undecodable(fault);
        if (frame is not AgentReport report) return Farewell.NotAllowed($"an agent sends no {frame.GetType().Name} here");
        entry.CountFrame(clock.GetUtcNow());
        ServerMetrics.FramesReceived.Add(1);
        ServerMetrics.BytesReceived.Add(bytes.Length);
        entry.Take(report);
        return null;
    }

    private static Farewell? Refusal(IngestAnswer answer) => answer.Outcome switch
    {
        IngestOutcome.Undecodable => Farewell.Undecodable(answer.Fault),
        IngestOutcome.Resend or IngestOutcome.Unavailable => Farewell.SendAgain(answer.Fault),
        _ => null,
    };

    private static Farewell? Refusal(ReceivedFrame received) => received.Kind switch
    {
        ReceivedKind.Text => Farewell.NotAllowed("frames are binary messages"),
        ReceivedKind.TooLarge => Farewell.TooLarge,
        ReceivedKind.TooSlow => Farewell.TooSlow,
        _ => null,
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Agent {Agent} {Version} connected from node {Node}")]
    private static partial void LogConnected(ILogger logger, string agent, string node, string version);

    [LoggerMessage(Level = LogLevel.Information, Message = "Agent {Agent} disconnected: {Reason}")]
    private static partial void LogDisconnected(ILogger logger, string agent, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused a frame of agent {Agent}: {Reason}; further ones are counted only")]
    private static partial void LogRefused(ILogger logger, string agent, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A message of an agent could not be taken in; its connection ends")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
