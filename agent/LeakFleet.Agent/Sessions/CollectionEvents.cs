using LeakFleet.Protocol;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;
using Microsoft.Diagnostics.Tracing.Parsers.Clr;

namespace LeakFleet.Agent.Sessions;

/// <summary>
/// Translates the runtime's events to the assembler's calls, and nothing else. TraceEvent's own GC analysis is not used: it keeps every collection of
/// a process for the length of the session, which is for ever here.
/// </summary>
internal sealed class CollectionEvents
{
    private readonly CollectionFeed _feed;
    private readonly CollectionAssembler _assembler;
    private readonly byte[] _payload = new byte[CommittedUsage.BytesMax];

    public CollectionEvents(TraceEventDispatcher source, CollectionFeed feed)
    {
        _feed = feed;
        _assembler = new CollectionAssembler(feed.Add);
        var clr = source.Clr;
        clr.GCSuspendEEStart += e => _assembler.Suspended(e.TimeStampRelativeMSec, (int)e.Reason);
        clr.GCRestartEEStop += e => _assembler.Restarted(e.TimeStampRelativeMSec);
        clr.GCStart += e => _assembler.Started(e.Count, e.Depth, (int)e.Reason, (int)e.Type);
        clr.GCStop += e => _assembler.Stopped(e.Count);
        clr.GCPerHeapHistory += OnHeapHistory;
        clr.GCHeapStats += OnHeapStats;
        clr.GCFinalizersStop += _ => _assembler.Finalized();
        source.AllEvents += OnEvent;
    }

    public long Missed => _assembler.Missed;

    private void OnHeapHistory(GCPerHeapHistoryTraceData e)
    {
        // The layout of this event is the runtime's own; TraceEvent says whether it knows the one at hand.
        if (!e.VersionRecognized || e.EntriesInGenData <= (int)Gens.GenLargeObj) return;
        _assembler.Fragmented(e.GenData(Gens.Gen2).Fragmentation + e.GenData(Gens.GenLargeObj).Fragmentation);
    }

    private void OnHeapStats(GCHeapStatsTraceData e)
    {
        var after = new GenerationValues(
            Bytes(e.GenerationSize0), Bytes(e.GenerationSize1), Bytes(e.GenerationSize2), Bytes(e.GenerationSize3), Bytes(e.GenerationSize4), 0);
        var sizes = new HeapSizes(
            after, Bytes(e.TotalPromoted), Bytes(e.FinalizationPromotedCount), Bytes(e.PinnedObjectCount), Bytes(e.GCHandleCount));
        _assembler.Sized(sizes, new DateTimeOffset(e.TimeStamp.ToUniversalTime()).ToUnixTimeMilliseconds());
    }

    private void OnEvent(TraceEvent e)
    {
        if ((int)e.ID is not (CommittedUsage.EventId or CommittedUsage.EventIdReraised) || e.EventDataLength > _payload.Length) return;
        e.EventData(_payload, 0, 0, e.EventDataLength);
        if (CommittedUsage.TryRead(_payload.AsSpan(0, e.EventDataLength), out var bytes)) _feed.Commit(bytes);
    }

    // The target writes these numbers: none may be negative, and a sum of them must not overflow.
    private static long Bytes(long value) => Math.Clamp(value, 0, 1L << 56);
}
