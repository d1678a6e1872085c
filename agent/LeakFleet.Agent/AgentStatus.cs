using System.Collections.Concurrent;
using LeakFleet.Agent.Shipping;

namespace LeakFleet.Agent;

/// <summary>What an agent is doing, for whoever shows it. Every number counts from the agent's start unless it says otherwise.</summary>
public sealed class AgentStatus(Outbox outbox, Shipper shipper) : IDisposable
{
    private readonly AgentGauges _gauges = new(outbox, shipper);
    private readonly ConcurrentDictionary<int, string> _troubles = new();
    private readonly ConcurrentDictionary<int, TimeSpan> _stretched = new();
    private long _processesSeen;
    private long _processesWatched;
    private long _processesOverLimit;
    private long _processesDenied;
    private long _histograms;
    private long _walksFailed;
    private long _snapshots;
    private long _collections;
    private long _collectionsLost;

    /// <summary>Now.</summary>
    public long ProcessesWatched => Interlocked.Read(ref _processesWatched);

    public long ProcessesSeen => Interlocked.Read(ref _processesSeen);

    /// <summary>Left out at the last scan, because as many as allowed are watched.</summary>
    public long ProcessesOverLimit => Interlocked.Read(ref _processesOverLimit);

    /// <summary>Processes, of any kind, that the agent was not permitted to look at.</summary>
    public long ProcessesDenied => Interlocked.Read(ref _processesDenied);

    public long Histograms => Interlocked.Read(ref _histograms);

    public long WalksFailed => Interlocked.Read(ref _walksFailed);

    /// <summary>Heap snapshots through the diagnostic port, well or not: each induced a collection and paused a process.</summary>
    public long Snapshots => Interlocked.Read(ref _snapshots);

    public long Collections => Interlocked.Read(ref _collections);

    /// <summary>Collections that took place and are not in any message.</summary>
    public long CollectionsLost => Interlocked.Read(ref _collectionsLost);

    public long MessagesEnqueued => outbox.Enqueued;

    public long MessagesAcknowledged => outbox.Acknowledged;

    public long MessagesDropped => outbox.Dropped;

    public int MessagesPending => outbox.PendingMessages;

    public ShipperState Shipper => shipper.State;

    /// <summary>What stands in the way of seeing everything, by pid, now; pid 0 is for the node as a whole.</summary>
    public IReadOnlyDictionary<int, string> Troubles => _troubles;

    /// <summary>Processes walked less often than set, now: the shortest interval that the CPU budget pays for, by pid.</summary>
    public IReadOnlyDictionary<int, TimeSpan> StretchedIntervals => _stretched;

    public void Dispose() => _gauges.Dispose();

    internal void ProcessStarted()
    {
        Interlocked.Increment(ref _processesSeen);
        Interlocked.Increment(ref _processesWatched);
        AgentMetrics.ProcessesWatched.Add(1);
    }

    internal void ProcessEnded(int pid)
    {
        Interlocked.Decrement(ref _processesWatched);
        AgentMetrics.ProcessesWatched.Add(-1);
        _troubles.TryRemove(pid, out _);
    }

    internal void OverLimit(int processes) => Interlocked.Exchange(ref _processesOverLimit, processes);

    internal void Denied(string reason)
    {
        var denied = Interlocked.Increment(ref _processesDenied);
        _troubles[0] = $"{denied} {(denied == 1 ? "process" : "processes")} cannot be read: {reason}";
    }

    internal void Walked(bool succeeded)
    {
        Interlocked.Increment(ref succeeded ? ref _histograms : ref _walksFailed);
        AgentMetrics.Walks.Add(1, new KeyValuePair<string, object?>("outcome", succeeded ? "histogram" : "failed"));
    }

    internal void SnapshotTaken(bool succeeded)
    {
        Interlocked.Increment(ref _snapshots);
        if (succeeded) Interlocked.Increment(ref _histograms);
        AgentMetrics.Snapshots.Add(1, new KeyValuePair<string, object?>("outcome", succeeded ? "histogram" : "failed"));
    }

    /// <param name="interval">Zero when it is not stretched.</param>
    internal void Stretched(int pid, TimeSpan interval)
    {
        if (interval == TimeSpan.Zero)
        {
            if (_stretched.TryRemove(pid, out _)) AgentMetrics.ProcessesStretched.Add(-1);
        }
        else if (_stretched.TryAdd(pid, interval)) AgentMetrics.ProcessesStretched.Add(1);
        else if (_stretched.GetValueOrDefault(pid) != interval) _stretched[pid] = interval;
    }

    internal void Collected(int collections)
    {
        Interlocked.Add(ref _collections, collections);
        AgentMetrics.Collections.Add(collections);
    }

    internal void Lost(long collections)
    {
        Interlocked.Add(ref _collectionsLost, collections);
        AgentMetrics.CollectionsLost.Add(collections);
    }

    internal void Trouble(int pid, string text)
    {
        if (text.Length == 0) _troubles.TryRemove(pid, out _);
        else _troubles[pid] = text;
    }
}
