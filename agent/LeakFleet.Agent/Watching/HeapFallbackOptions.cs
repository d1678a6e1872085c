using LeakFleet.Agent.Heap.Snapshot;

namespace LeakFleet.Agent.Watching;

/// <summary>
/// Heap snapshots through the diagnostic port, where a process's memory may not be read or its runtime cannot be inspected. OFF unless asked for: each one
/// INDUCES A FULL COLLECTION AND PAUSES THE PROCESS, some 0.2 s for each million objects, and takes up to <see cref="BufferMegabytesMax"/> of its memory.
/// </summary>
public sealed class HeapFallbackOptions
{
    public bool IsOn { get; set; }

    /// <summary>Least time between two snapshots of a process. A second of pause each half an hour is 0.06 % of it.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Processes with more committed heap get none: they would stand still for seconds, and half of the records would be lost.</summary>
    public long HeapBytesMax { get; set; } = 1L << 30;

    /// <summary>
    /// Most of the process's own memory that a snapshot's records may take. It is at most half of what its container, and the node, have left;
    /// where that is next to nothing there is no snapshot.
    /// </summary>
    public int BufferMegabytesMax { get; set; } = SnapshotOptions.BufferMegabytesUsual;

    /// <summary>All faults together; empty when it can be used.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (Interval < TimeSpan.FromSeconds(1) || Interval > TimeSpan.FromDays(7)) faults.Add($"heap fallback interval: {Interval} is not within 1 s to 7 d");
        if (HeapBytesMax < 1L << 20) faults.Add($"largest heap for the fallback: {HeapBytesMax} is less than 1 MiB");
        if (BufferMegabytesMax is < SnapshotOptions.BufferMegabytesMin or > 4096)
            faults.Add($"heap fallback buffer: {BufferMegabytesMax} MB is not within {SnapshotOptions.BufferMegabytesMin} to 4096 MB");
        return faults;
    }
}
