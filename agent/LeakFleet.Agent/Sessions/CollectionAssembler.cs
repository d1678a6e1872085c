using LeakFleet.Protocol;

namespace LeakFleet.Agent.Sessions;

/// <summary>
/// Puts one <see cref="Collection"/> together from the runtime's events of it. Intuition: between a suspension and its restart at most one blocking
/// collection runs; beside it at most one background collection is under way, which is begun in one suspension, marked to its end in another, and
/// finished in none. So two slots are all the state there ever is, whatever events are lost.
/// </summary>
/// <remarks>
/// A collection of which an event is missing is counted in <see cref="Missed"/> and not guessed at: a wrong heap size misleads a judge, a gap does not.
/// </remarks>
internal sealed class CollectionAssembler(Action<Collection> finished)
{
    public const int SuspendedForCollection = 1;
    public const int SuspendedForBackgroundMark = 6;
    public const int KindBackground = 1;

    private Slot? _blocking;
    private Slot? _background;
    private Slot? _stopped;
    private double? _suspendedMilliseconds;
    private long _fragmentationBytes = -1;
    private long _indexMax;
    private long _unfinalizedCount;

    /// <summary>Collections that took place and could not be told, because events of them were lost.</summary>
    public long Missed { get; private set; }

    public void Suspended(double milliseconds, int reason)
    {
        // Still suspended: the restart was lost, and the pause with it.
        Drop(ref _blocking);
        _suspendedMilliseconds = reason is SuspendedForCollection or SuspendedForBackgroundMark ? milliseconds : null;
    }

    public void Started(long index, int generation, int reason, int kind)
    {
        if (generation is < 0 or > 2 || index < 1) return;
        if (_indexMax > 0 && index > _indexMax + 1) Missed += index - _indexMax - 1;
        _indexMax = Math.Max(_indexMax, index);
        var slot = new Slot { Index = index, Generation = generation, Reason = reason, Kind = kind };
        if (kind == KindBackground)
        {
            Drop(ref _background);
            _background = slot;
        }
        else
        {
            Drop(ref _blocking);
            _blocking = slot;
        }
        _fragmentationBytes = -1;
    }

    /// <summary>One heap's free space in gen2 and the large object heap; there are as many heaps as the server collector has. The stop that follows says whose.</summary>
    public void Fragmented(long bytes) => _fragmentationBytes = Math.Max(0, _fragmentationBytes) + Math.Max(0, bytes);

    public void Stopped(long index)
    {
        _stopped = _blocking?.Index == index ? _blocking : _background?.Index == index ? _background : null;
        if (_stopped is not null) _stopped.FragmentationBytes = _fragmentationBytes;
        _fragmentationBytes = -1;
    }

    /// <summary>The runtime tells the heap's sizes right after a stop; without one they belong to a collection that was not seen.</summary>
    public void Sized(in HeapSizes sizes, long unixMilliseconds)
    {
        // Those of this collection have had no time yet: of a healthy process, none of the earlier ones are left.
        var backlog = _unfinalizedCount;
        _unfinalizedCount = Math.Min(_unfinalizedCount + sizes.FinalizationPromotedCount, long.MaxValue / 4);
        if (_stopped is not { } slot) return;
        _stopped = null;
        slot.FinalizerBacklogCount = backlog;
        slot.Sizes = sizes;
        slot.EndedUnixMilliseconds = unixMilliseconds;
        if (slot != _background) return;
        _background = null;
        Finish(slot);
    }

    /// <summary>
    /// The finalizer thread has nothing left to do. The runtime tells how many objects a collection found for it and when it is done, never how many
    /// wait: a thread that is stuck, or slower than what comes, is one that is never done. A lost event is made good by the next.
    /// </summary>
    public void Finalized() => _unfinalizedCount = 0;

    public void Restarted(double milliseconds)
    {
        var pause = milliseconds - _suspendedMilliseconds;
        _suspendedMilliseconds = null;
        if (_blocking is { } slot)
        {
            if (pause is null || slot.Sizes is null)
            {
                Drop(ref _blocking);
                return;
            }
            slot.PauseMilliseconds = pause.Value;
            _blocking = null;
            Finish(slot);
        }
        else if (_background is not null && pause is not null) _background.PauseMilliseconds += pause.Value;
    }

    private void Finish(Slot slot)
    {
        var sizes = slot.Sizes!.Value;
        finished(new Collection(
            slot.Index,
            slot.Generation,
            slot.Reason,
            slot.Kind,
            slot.EndedUnixMilliseconds,
            (long)Math.Clamp(slot.PauseMilliseconds * 1000, 0, long.MaxValue / 2),
            sizes.After,
            sizes.PromotedBytes,
            slot.FragmentationBytes,
            sizes.FinalizationPromotedCount,
            sizes.PinnedCount,
            sizes.HandleCount,
            slot.FinalizerBacklogCount));
    }

    private void Drop(ref Slot? slot)
    {
        if (slot is null) return;
        Missed++;
        if (_stopped == slot) _stopped = null;
        slot = null;
    }

    private sealed class Slot
    {
        public required long Index { get; init; }
        public required int Generation { get; init; }
        public required int Reason { get; init; }
        public required int Kind { get; init; }
        public double PauseMilliseconds { get; set; }
        public long FragmentationBytes { get; set; } = -1;
        public long EndedUnixMilliseconds { get; set; }
        public long FinalizerBacklogCount { get; set; }
        public HeapSizes? Sizes { get; set; }
    }
}
