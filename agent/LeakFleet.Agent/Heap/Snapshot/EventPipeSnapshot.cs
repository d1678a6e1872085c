using System.Diagnostics;
using System.Diagnostics.Tracing;
using LeakFleet.Agent.Procfs;
using LeakFleet.Agent.Sessions;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;
using Microsoft.Diagnostics.Tracing.Parsers.Clr;

namespace LeakFleet.Agent.Heap.Snapshot;

/// <summary>
/// The second way to count a heap, through the diagnostic port, for where reading memory is not permitted. It INDUCES A FULL BLOCKING COLLECTION, and the
/// process stands still until it has written one record for each object: some 0.2 s for each million. The records lie in the process's own memory, up
/// to <see cref="SnapshotOptions.BufferMegabytes"/>; what does not fit is lost, and the histogram says so.
/// </summary>
internal sealed class EventPipeSnapshot(ProcTree proc, ProcessInstance instance, HeapWalkOptions options, SnapshotOptions bounds)
{
    /// <summary>The largest event a runtime writes is 64 KiB.</summary>
    private const int PayloadBytesMax = 1 << 16;

    /// <summary>A flush of the runtime's buffers, whose events wait for each other's order, is some megabytes.</summary>
    private const long HeldBytesMax = 64L << 20;

    /// <summary>A record of an object with its references takes some 50 bytes.</summary>
    private const long StreamBytesMax = 4L << 30;

    private static readonly TimeSpan SnapshotTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Number of the collection that it induced; -1 when it saw none.</summary>
    public long CollectionIndex { get; private set; } = -1;

    /// <summary>False when the process may go on to write records at each of its collections, until another event session in it ends.</summary>
    public bool IsCleared { get; private set; } = true;

    /// <summary>Takes one. Whatever goes wrong is its trouble.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<HeapWalk> TakeAsync(CancellationToken cancellation)
    {
        try
        {
            var (port, trouble) = await DiagnosticPort.OpenAsync(proc, instance, cancellation);
            if (port is null) return HeapWalk.Failed($"no heap snapshot: {trouble}");
            await using (port)
            {
                var fold = new SnapshotFold(options);
                var modules = new SnapshotModules();
                SnapshotStream stream;
                TimeSpan elapsed;
                var began = Stopwatch.GetTimestamp();
                try
                {
                    stream = await StreamAsync(port.Client, fold, cancellation);
                }
                finally
                {
                    elapsed = Stopwatch.GetElapsedTime(began);
                    IsCleared = await SnapshotEnd.ClearKeywordsAsync(port.Client, modules);
                }
                if (CollectionIndex < 0) return HeapWalk.Failed("no heap snapshot: the runtime did not begin one");
                fold.CompleteNames(modules, path => SnapshotAssembly.Open(proc, instance.Pid, path), cancellation);
                return new HeapWalk(fold.Build(stream.EventsLost, stream.HasEnded, elapsed), null);
            }
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // The client library, the stream's reader and the runtime behind it fail in many ways; the answer is the same to all.
            return HeapWalk.Failed($"no heap snapshot: {e.Message}");
        }
    }

    private async Task<SnapshotStream> StreamAsync(DiagnosticsClient client, SnapshotFold fold, CancellationToken cancellation)
    {
        var provider = new EventPipeProvider(
            ClrTraceEventParser.ProviderName, EventLevel.Verbose, (long)ClrTraceEventParser.Keywords.GCHeapSnapshot);
        using var session = await OpenAsync(client, provider, cancellation);
        // The collection, with all its records, is over before the answer to the session's start: the stream is only to be emptied. Waiting for its
        // end in the stream instead would take for ever in an idle process, as a runtime flushes the last events of a thread only at the stop.
        var reading = Task.Factory.StartNew(() => Read(session, fold), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(SnapshotTimeout);
            await session.StopAsync(limit.Token);
            return await reading.WaitAsync(limit.Token);
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

    private SnapshotStream Read(EventPipeSession session, SnapshotFold fold)
    {
        var hasEnded = false;
        using var stream = new BoundedEventStream(session.EventStream, HeldBytesMax, StreamBytesMax);
        using var source = new EventPipeEventSource(stream);
        stream.Follow(source);
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
        return new SnapshotStream(source.EventsLost, hasEnded);

        // Copied, and read with checks: the library's own accessors believe the counts in it.
        ReadOnlySpan<byte> PayloadOf(TraceEvent e)
        {
            if (e.EventDataLength > payload.Length) return [];
            e.EventData(payload, 0, 0, e.EventDataLength);
            return payload.AsSpan(0, e.EventDataLength);
        }
    }

    private async Task<EventPipeSession> OpenAsync(DiagnosticsClient client, EventPipeProvider provider, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(SnapshotTimeout);
        try
        {
            return await client.StartEventPipeSessionAsync(provider, requestRundown: false, bounds.BufferMegabytes, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException("its diagnostic socket does not answer");
        }
    }

    /// <param name="HasEnded">Whether the end of the snapshot's collection was seen.</param>
    private readonly record struct SnapshotStream(long EventsLost, bool HasEnded);
}
