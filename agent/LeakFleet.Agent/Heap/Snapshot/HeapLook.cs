using LeakFleet.Protocol;

namespace LeakFleet.Agent.Heap.Snapshot;

/// <summary>One look at a heap: the histogram and what it belongs to, or why there is none.</summary>
/// <param name="CollectionIndex">The last collection known to have begun when the look did; -1 when none was seen.</param>
/// <param name="AfterGen2">Whether a gen2 collection of the process's own finished since the look before.</param>
/// <param name="Trouble">One line for people; null when there is a histogram.</param>
/// <param name="CanSnapshot">Whether a snapshot through the diagnostic port has no such trouble.</param>
public sealed record HeapLook(DateTimeOffset At, TypeHistogram? Histogram, long CollectionIndex, bool AfterGen2, string? Trouble, bool CanSnapshot = false)
{
    /// <summary>Whether another look can only have the same trouble: the process has exited, or may not be read.</summary>
    public bool IsOver => Trouble is HeapTrouble.Exited or HeapTrouble.Denied;
}
