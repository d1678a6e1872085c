namespace LeakFleet.Agent.Heap;

/// <summary>Reads the layout of a running heap at a moment when no blocking collection is at work, as often as it takes to meet one.</summary>
internal sealed class MomentReader(CollectionCounter collections, HeapWalkOptions options)
{
    /// <summary>Layouts in a row that could not be read. Each is waited for twice as long as the one before: together a quarter of a second.</summary>
    public const int UnreadableMax = 8;

    /// <summary>Layouts that a collection of younger generations overtook before the next one is taken as it is.</summary>
    public const int OvertakenMax = 8;

    /// <summary>Counts and layout, or a layout with the trouble that stood in the way to the last.</summary>
    public HeapMoment Read(IRuntimeInspection inspection, Deadline walkDeadline, CancellationToken cancellation)
    {
        var deadline = Deadline.In(options.CollectionWaitMillisecondsMax);
        var (overtaken, unreadable) = (0, 0);
        HeapMoment? doubtful = null;
        var trouble = HeapTrouble.StillCollecting;
        while (true)
        {
            var counts = collections.Read(out var isCollecting);
            if (!isCollecting)
            {
                var layout = inspection.ReadLayout();
                cancellation.ThrowIfCancellationRequested();
                if (layout.Trouble is { } fault)
                {
                    // The structures of a running process lead nowhere while they are changed, and a little later they lead on. What is broken for good stays so.
                    trouble = fault;
                    if (inspection.Trouble is not null || ++unreadable == UnreadableMax) break;
                }
                else if (!layout.BeingCollected)
                {
                    (trouble, unreadable) = (HeapTrouble.StillCollecting, 0);
                    var after = collections.Read(out _);
                    if (after == counts) return new HeapMoment(counts, layout);
                    doubtful = MayBeUsed(counts, after) ? new HeapMoment(counts, layout) : null;
                    if (doubtful is not null && ++overtaken == OvertakenMax) break;
                }
            }
            if (deadline.IsOver || walkDeadline.IsOver) break;
            // Nothing in another process can be waited for; most collections take a few milliseconds.
            cancellation.WaitHandle.WaitOne(1 << unreadable);
            cancellation.ThrowIfCancellationRequested();
        }
        return doubtful ?? new HeapMoment(null, HeapLayout.Unreadable(trouble));
    }

    /// <summary>
    /// What a collection overtook may be half of before and half of after it. Where that is always so, one of younger generations is better than nothing: the
    /// counts, which have gone on by then, void what it can have changed. One of gen2 may have taken any region out of the lists, and nothing would tell of it.
    /// </summary>
    private static bool MayBeUsed(CollectionCounts? before, CollectionCounts? after) =>
        before is { } earlier && after is { } later && later.OldestSince(earlier) < CollectionCounts.Everything;
}
