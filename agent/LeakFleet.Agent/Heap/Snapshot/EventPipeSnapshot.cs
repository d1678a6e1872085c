using System.Diagnostics;
using System.Diagnostics.Tracing;
using LeakFleet.Agent.Discovery;
using LeakFleet.Agent.Procfs;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;
using Microsoft.Diagnostics.Tracing.Parsers.Clr;

namespace LeakFleet.Agent.Heap.Snapshot;

/// <summary>
/// The second way to count a heap, through the diagnostic port, for where reading memory is not permitted. It INDUCES A FULL BLOCKING COLLECTION, and the
/// process stands still until it has written one record for each object: some 0.2 s for each million. The records lie in up to
/// <see cref="BufferMegabytes"/> of the process's own memory, enough for about five million objects; what does not fit is lost, and the
/// histogram says so.
/// </summary>
internal sealed class EventPipeSnapshot(ProcTree proc, ProcessInstance instance, HeapWalkOptions options)
{
    private const int BufferMegabytes = 256;

    private const int ClearBufferMegabytes = 1;

    private const long KeywordGc = 0x1;

    /// <summary>The largest event a runtime writes is 64 KiB.</summary>
    private const int PayloadBytesMax = 1 << 16;

    private static readonly TimeSpan SnapshotTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ClearTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Number of the collection that it induced; -1 when it saw none.</summary>
    public long CollectionIndex { get; private set; } = -1;

    /// <summary>Takes one. Whatever goes wrong is its trouble.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<HeapWalk> TakeAsync(CancellationToken cancellation)
    {
        if (SocketSearch.Find(proc, instance, out var socket) is var outcome && socket is null)
        {
            return HeapWalk.Failed(
                outcome == ReadOutcome.Denied ? $"no heap snapshot: {Capability.Denial}" : "the process has no diagnostic socket");
        }
        using (socket)
        {
            try
            {
                await using var connector = await DiagnosticsClientConnector.FromDiagnosticPort(socket.ConnectPath + ",connect", cancellation);
                try
                {
                    return await TakeAsync(connector.Instance, cancellation);
                }
                finally
                {
                    await ClearKeywordsAsync(connector.Instance);
                }
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                // The client library, the stream's reader and the runtime behind it fail in many ways; the answer is the same to all.
                return HeapWalk.Failed($"no heap snapshot: {e.Message}");
            }
        }
    }

    private async Task<HeapWalk> TakeAsync(DiagnosticsClient client, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        var provider = new EventPipeProvider(
            ClrTraceEventParser.ProviderName, EventLevel.Verbose, (long)ClrTraceEventParser.Keywords.GCHeapSnapshot);
        using var session = await OpenAsync(client, provider, BufferMegabytes, cancellation);
        var fold = new SnapshotFold(options);
        // The collection, with all its records, is over before the answer to the session's start: the stream is only to be emptied. Waiting for its
        // end in the stream instead would take for ever in an idle process, as a runtime flushes the last events of a thread only at the stop.
        var reading = Task.Factory.StartNew(() => Read(session, fold), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(SnapshotTimeout);
            await session.StopAsync(limit.Token);
            var (eventsLost, hasEnded) = await reading.WaitAsync(limit.Token);
            if (CollectionIndex < 0) return HeapWalk.Failed("no heap snapshot: the runtime did not begin one");
            return new HeapWalk(fold.Build(eventsLost, hasEnded, Stopwatch.GetElapsedTime(began)), null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"it did not end within {SnapshotTimeout.TotalSeconds:0} s");
        }
        finally
        {
            // Closing the stream ends the reading, if nothing else has.
            session.Dispose();
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private (long EventsLost, bool HasEnded) Read(EventPipeSession session, SnapshotFold fold)
    {
        var hasEnded = false;
        using var source = new EventPipeEventSource(session.EventStream);
        var payload = new byte[PayloadBytesMax];
        source.Clr.GCStart += start =>
        {
            // The snapshot's own collection: a background one that was under way has begun before.
            if (CollectionIndex < 0 && start.Depth == 2 && start.Type != GCType.BackgroundGC) CollectionIndex = start.Count;
        };
        source.Clr.GCStop += stop => hasEnded |= stop.Count == CollectionIndex;
        source.Clr.GCBulkNode += nodes => fold.AddNodes(PayloadOf(nodes));
        source.Clr.TypeBulkType += types => fold.AddTypes(PayloadOf(types));
        source.Process();
        return (source.EventsLost, hasEnded);

        // Copied, and read with checks: the library's own accessors believe the counts in it.
        ReadOnlySpan<byte> PayloadOf(TraceEvent e)
        {
            if (e.EventDataLength > payload.Length) return [];
            e.EventData(payload, 0, 0, e.EventDataLength);
            return payload.AsSpan(0, e.EventDataLength);
        }
    }

    private static async Task<EventPipeSession> OpenAsync(
        DiagnosticsClient client, EventPipeProvider provider, int bufferMegabytes, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(SnapshotTimeout);
        try
        {
            return await client.StartEventPipeSessionAsync(provider, requestRundown: false, bufferMegabytes, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException("the diagnostic socket does not answer");
        }
    }

    /// <summary>
    /// The keywords stay raised after the session (dotnet/runtime issue 121462): each later collection would go through every object again. Any other
    /// session that starts and stops makes the runtime work them out anew.
    /// </summary>
    private static async Task ClearKeywordsAsync(DiagnosticsClient client)
    {
        using var limit = new CancellationTokenSource(ClearTimeout);
        try
        {
            using var session = await client.StartEventPipeSessionAsync(
                new EventPipeProvider(ClrTraceEventParser.ProviderName, EventLevel.Informational, KeywordGc),
                requestRundown: false, ClearBufferMegabytes, limit.Token);
            var drained = session.EventStream.CopyToAsync(Stream.Null, limit.Token);
            await session.StopAsync(limit.Token);
            await drained;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The process has exited, or answers no more; its histogram, if there is one, is none the worse.
            Debug.WriteLine(e.Message);
        }
    }
}
