using System.Diagnostics.Tracing;
using LeakFleet.Agent.Discovery;
using LeakFleet.Agent.Procfs;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Agent.Sessions;

/// <summary>
/// The one event session a process has: the runtime's GC events at the level that costs a few dozen small events for each collection and none
/// between. It is opened again, ever less often, as long as the process lives.
/// </summary>
internal sealed partial class GcSession(ProcTree proc, ProcessInstance instance, CollectionFeed feed, TimeProvider time, ILogger logger)
{
    private const string RuntimeProvider = "Microsoft-Windows-DotNETRuntime";
    private const long KeywordGc = 0x1;

    // The runtime allocates it piece by piece as needed, and flushes every 100 ms: a thousand collections a second fit.
    private const int BufferMegabytes = 4;

    // Ten collections a second fill it in half an hour. What the reader has kept of it ends with the session, and a new one goes on.
    private const long StreamBytesMax = 64L << 20;

    // TraceEvent's reader recurses little; hundreds of sessions with the usual 1.5 MiB each would show in the agent's address space.
    private const int ThreadStackBytes = 256 * 1024;

    private static readonly TimeSpan OpenTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    private volatile string? _trouble;
    private volatile CollectionEvents? _events;
    private volatile bool _isFull;
    private long _missedBefore;

    /// <summary>Why there is no session at the moment; null when there is one.</summary>
    public string? Trouble => _trouble;

    /// <summary>Collections whose events were lost.</summary>
    public long Missed => Interlocked.Read(ref _missedBefore) + (_events?.Missed ?? 0);

    /// <summary>Runs until cancelled. Whatever breaks a session is told in <see cref="Trouble"/> and tried again.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var backoff = new SessionBackoff();
        while (!cancellation.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            try
            {
                await RunOnceAsync(cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (IOException) when (_isFull && time.GetElapsedTime(began) >= SessionBackoff.HeldAfter)
            {
                LogRenewed(logger, instance.Pid);
                continue;
            }
            catch (Exception e)
            {
                // The client library and the runtime behind it fail in many ways (connection, protocol, time); the answer is the same to all.
                _trouble = WhyNot(e);
                LogBroken(logger, instance.Pid, _trouble);
            }
            try
            {
                await Task.Delay(backoff.Next(time.GetElapsedTime(began)), time, cancellation);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task RunOnceAsync(CancellationToken cancellation)
    {
        var (port, trouble) = await DiagnosticPort.OpenAsync(proc, instance, cancellation);
        if (port is null)
        {
            _trouble = $"no GC events: {trouble}";
            return;
        }
        await using (port)
        {
            using var session = await OpenAsync(port.Client, cancellation);
            _trouble = null;
            var reading = ReadOnOwnThread(session);
            try
            {
                await reading.WaitAsync(cancellation);
                _trouble = "no GC events: its runtime ended the session";
            }
            finally
            {
                await StopAsync(session, reading);
            }
        }
    }

    private static async Task<EventPipeSession> OpenAsync(DiagnosticsClient client, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(OpenTimeout);
        try
        {
            // Without rundown: it would list every method the process has compiled when the session stops.
            return await client.StartEventPipeSessionAsync(
                new EventPipeProvider(RuntimeProvider, EventLevel.Informational, KeywordGc), requestRundown: false, BufferMegabytes, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException("its diagnostic socket does not answer");
        }
    }

    private Task ReadOnOwnThread(EventPipeSession session)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Read(session, done), ThreadStackBytes) { IsBackground = true, Name = $"gc events {instance.Pid}" };
        thread.Start();
        return done.Task;
    }

    private void Read(EventPipeSession session, TaskCompletionSource done)
    {
        _isFull = false;
        using var stream = new BoundedEventStream(session.EventStream, StreamBytesMax, StreamBytesMax);
        try
        {
            using var source = new EventPipeEventSource(stream);
            _events = new CollectionEvents(source, feed);
            source.Process();
            Forget();
            done.SetResult();
        }
        catch (Exception e)
        {
            // A stream cut short by an exit, or one that a target made up: TraceEvent throws what it likes.
            Forget();
            _isFull = stream.IsFull;
            done.SetException(e);
        }
    }

    private void Forget()
    {
        var missed = _events?.Missed ?? 0;
        _events = null;
        Interlocked.Add(ref _missedBefore, missed);
    }

    // Ends the runtime's side too; a session left open would go on collecting events for nobody until its pipe breaks.
    private async Task StopAsync(EventPipeSession session, Task reading)
    {
        if (!reading.IsCompleted)
        {
            using var limit = new CancellationTokenSource(StopTimeout);
            try
            {
                await session.StopAsync(limit.Token);
                await reading.WaitAsync(limit.Token);
            }
            catch (Exception e)
            {
                // It has exited meanwhile, or hangs: closing the stream below is all that is left.
                LogNotStopped(logger, instance.Pid, e.Message);
            }
        }
        _ = reading.Exception;
    }

    private static string WhyNot(Exception e) =>
        e is UnauthorizedAccessException || e.GetBaseException() is System.Net.Sockets.SocketException { SocketErrorCode: System.Net.Sockets.SocketError.AccessDenied }
            ? $"no GC events: {Capability.Denial}"
            : $"no GC events: {e.Message}";

    [LoggerMessage(Level = LogLevel.Debug, Message = "GC session of process {Pid} broke: {Reason}")]
    private static partial void LogBroken(ILogger logger, int pid, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "GC session of process {Pid} has read much and is opened anew")]
    private static partial void LogRenewed(ILogger logger, int pid);

    [LoggerMessage(Level = LogLevel.Debug, Message = "GC session of process {Pid} could not be stopped: {Reason}")]
    private static partial void LogNotStopped(ILogger logger, int pid, string reason);
}
