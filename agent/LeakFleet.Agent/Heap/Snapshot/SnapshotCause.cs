namespace LeakFleet.Agent.Heap.Snapshot;

/// <summary>Which troubles of a walk last, and are none of a snapshot. What lasts a moment is no reason to induce a collection.</summary>
internal static class SnapshotCause
{
    public static bool Is(string? walkTrouble) =>
        walkTrouble is HeapTrouble.Denied or HeapTrouble.Musl or HeapTrouble.NotDotnet
        || walkTrouble?.StartsWith(TargetLibrary.Unreadable(""), StringComparison.Ordinal) == true;
}
