using System.Diagnostics;
using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;

namespace LeakFleet.Benchmarks.Heap;

/// <summary>What dotnet-gcdump does: makes the target collect and send an event for every object.</summary>
internal static class EventPipeSnapshot
{
    private const int BufferMegabytes = 256;
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Counted Run(int pid)
    {
        var began = Stopwatch.GetTimestamp();
        var lastEvent = began;
        var objects = 0L;
        var provider = new EventPipeProvider(
            ClrTraceEventParser.ProviderName, EventLevel.Verbose, (long)ClrTraceEventParser.Keywords.GCHeapSnapshot);
        using var session = new DiagnosticsClient(pid).StartEventPipeSession([provider], requestRundown: false, BufferMegabytes);
        using var source = new EventPipeEventSource(session.EventStream);
        source.Clr.GCBulkNode += nodes =>
        {
            Interlocked.Add(ref objects, nodes.Count);
            Interlocked.Exchange(ref lastEvent, Stopwatch.GetTimestamp());
        };
        // The last block of events is held back until another follows, so the collection's end may never be seen: silence ends the session.
        var stop = Task.Run(() =>
        {
            while (Stopwatch.GetElapsedTime(began) < Patience
                && (Interlocked.Read(ref objects) == 0 || Stopwatch.GetElapsedTime(Interlocked.Read(ref lastEvent)) < Quiet)) Thread.Sleep(10);
            var end = Interlocked.Read(ref lastEvent);
            session.Stop();
            return Stopwatch.GetElapsedTime(began, end);
        });
        source.Process();
        return new Counted(objects, stop.GetAwaiter().GetResult());
    }
}
