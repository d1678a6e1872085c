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

    public static Counted Run(int pid)
    {
        var began = Stopwatch.GetTimestamp();
        var elapsed = TimeSpan.Zero;
        var objects = 0L;
        var provider = new EventPipeProvider(
            ClrTraceEventParser.ProviderName, EventLevel.Verbose, (long)ClrTraceEventParser.Keywords.GCHeapSnapshot);
        using var session = new DiagnosticsClient(pid).StartEventPipeSession([provider], requestRundown: false, BufferMegabytes);
        using var source = new EventPipeEventSource(session.EventStream);
        var collection = -1;
        source.Clr.GCStart += start =>
        {
            if (collection < 0 && start.Depth == 2) collection = start.Count;
        };
        source.Clr.GCBulkNode += nodes => objects += nodes.Count;
        source.Clr.GCStop += stop =>
        {
            if (stop.Count != collection || elapsed != TimeSpan.Zero) return;
            elapsed = Stopwatch.GetElapsedTime(began);
            // Not from here: the stop is answered on the stream that this very thread reads.
            _ = Task.Run(session.Stop);
        };
        source.Process();
        return new Counted(objects, elapsed);
    }
}
