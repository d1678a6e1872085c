using System.Globalization;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Heap.Snapshot;
using LeakFleet.Agent.Procfs;
using LeakFleet.Protocol;

namespace LeakFleet.Agent.Watching;

/// <summary>The heap snapshots of one process, where its walks fail for a reason that lasts: whether one may be taken, when, and what came of it.</summary>
internal sealed class ProcessSnapshots(ProcessInstance instance, WatchTools tools)
{
    private readonly HeapFallbackOptions _options = tools.Options.HeapFallback;
    private Task<SnapshotResult>? _taking;
    private long? _lastMilliseconds;
    private string? _walkTrouble;
    private string? _trouble;

    /// <summary>Whether induced collections of this process are, most likely, those of its snapshots.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>What is to be said beside the walks' trouble; null for nothing.</summary>
    public string? Trouble => !IsWanted ? null : _trouble ?? (HasBegun
        ? $"types are counted by a heap snapshot every {Every()} instead, each of which induces a collection"
        : null);

    private bool IsWanted => _options.IsOn && SnapshotCause.Is(_walkTrouble);

    /// <summary>To be called a few times a second.</summary>
    /// <param name="walkTrouble">Why there are no histograms by walks; null when there are.</param>
    /// <param name="heapBytes">The heap's size as far as it is known; 0 when it is not.</param>
    /// <returns>A histogram, when a snapshot has ended with one.</returns>
    public async ValueTask<Histogram?> TickAsync(string? walkTrouble, long heapBytes, CancellationToken stopping)
    {
        _walkTrouble = walkTrouble;
        var histogram = _taking is { IsCompleted: true } taken ? Take(await taken) : null;
        if (!IsWanted || _taking is not null || !IsDue()) return histogram;
        if (WhyNot(heapBytes, out var bounds) is { } reason)
        {
            _trouble = reason;
            _lastMilliseconds = Now();
            return histogram;
        }
        Begin(bounds, stopping);
        return histogram;
    }

    /// <summary>Waits for the snapshot that is under way, which ends soon when watching is stopped: the process's keywords are still to be lowered.</summary>
    public async Task EndAsync()
    {
        if (_taking is not null) await ((Task)_taking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _taking = null;
    }

    // Apart from the tick, which would make what the work holds on to each time, whether it is needed or not.
    private void Begin(SnapshotOptions bounds, CancellationToken stopping) => _taking = tools.Snapshots.RunAsync(() => TakeAsync(bounds, stopping), stopping);

    private string Every() => _options.Interval.TotalMinutes >= 2
        ? string.Create(CultureInfo.InvariantCulture, $"{_options.Interval.TotalMinutes:0.#} min")
        : string.Create(CultureInfo.InvariantCulture, $"{_options.Interval.TotalSeconds:0.#} s");

    private long Now() => (long)tools.Time.GetElapsedTime(0).TotalMilliseconds;

    private bool IsDue() => _lastMilliseconds is not { } last || Now() - last >= _options.Interval.TotalMilliseconds;

    private string? WhyNot(long heapBytes, out SnapshotOptions bounds)
    {
        bounds = new SnapshotOptions(_options.BufferMegabytesMax);
        if (heapBytes > _options.HeapBytesMax) return $"its heap is above {_options.HeapBytesMax >> 20} MB, the limit of heap snapshots: no histograms";
        if (tools.Memory.Read(instance.Pid, -1) is not { } memory) return null;
        // The records would otherwise be what brings the process, or the node, to its limit.
        var free = memory.NodeAvailableBytes >= 0 ? memory.NodeAvailableBytes : long.MaxValue;
        if (memory.ContainerLimitBytes >= 0 && memory.ContainerUsageBytes >= 0)
            free = Math.Min(free, Math.Max(0, memory.ContainerLimitBytes - memory.ContainerUsageBytes));
        var freeMegabytes = free >> 20;
        bounds = new SnapshotOptions((int)Math.Min(_options.BufferMegabytesMax, freeMegabytes / 2));
        return bounds.BufferMegabytes < SnapshotOptions.BufferMegabytesMin
            ? $"{freeMegabytes} MB are left to the limit of its memory, too little for a heap snapshot: no histograms"
            : null;
    }

    private async Task<SnapshotResult> TakeAsync(SnapshotOptions bounds, CancellationToken stopping)
    {
        HasBegun = true;
        var snapshot = new EventPipeSnapshot(tools.Proc, instance, tools.Options.Heap, bounds);
        var walk = await snapshot.TakeAsync(stopping);
        return new SnapshotResult(walk, snapshot.CollectionIndex, snapshot.IsCleared);
    }

    private Histogram? Take(SnapshotResult result)
    {
        _taking = null;
        // From its end: after a wait for its turn the next one has its whole interval too.
        _lastMilliseconds = Now();
        _trouble = result.Walk.Trouble
            ?? (result.IsCleared ? null : "its runtime did not confirm the end of a heap snapshot: until another event session ends, each new one may induce a collection");
        tools.Status.SnapshotTaken(result.Walk.Histogram is not null);
        if (result.Walk.Histogram is not { } counted) return null;
        AgentMetrics.RegionsSkipped.Add(counted.Completeness.RegionsSkipped);
        // All that it counts has survived the collection that it is made of.
        return counted.ToMessage(result.CollectionIndex, afterGen2: true) with { IsInduced = true };
    }

    private readonly record struct SnapshotResult(HeapWalk Walk, long CollectionIndex, bool IsCleared);
}
