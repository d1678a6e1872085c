using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Identity;
using LeakFleet.Agent.Pods;
using LeakFleet.Agent.Procfs;
using LeakFleet.Agent.Usage;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Agent.Watching;

/// <summary>What every watcher of a node shares.</summary>
internal sealed record WatchTools(
    AgentOptions Options,
    ProcTree Proc,
    ProcessDescriber Describer,
    MemoryReader Memory,
    WalkLane Lane,
    WalkBudget Budget,
    TypeNameRoom Names,
    SnapshotLane Snapshots,
    PodIndex Pods,
    EvidenceRequests Requests,
    SendMessage Send,
    AgentStatus Status,
    TimeProvider Time,
    ILoggerFactory Logging);
