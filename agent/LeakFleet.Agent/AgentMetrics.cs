using System.Diagnostics.Metrics;

namespace LeakFleet.Agent;

/// <summary>Every metric of an agent, for whatever listens to meters.</summary>
internal static class AgentMetrics
{
    public const string MeterName = "LeakFleet.Agent";

    private static readonly Meter Meter = new(MeterName);

    public static readonly UpDownCounter<long> ProcessesWatched =
        Meter.CreateUpDownCounter<long>("leakfleet.agent.processes.watched", "{process}", "Processes watched now.");

    public static readonly UpDownCounter<long> ProcessesStretched =
        Meter.CreateUpDownCounter<long>("leakfleet.agent.processes.stretched", "{process}", "Processes walked less often than set, to keep within the CPU budget.");

    public static readonly UpDownCounter<long> ProcessesTooLarge =
        Meter.CreateUpDownCounter<long>("leakfleet.agent.processes.too_large", "{process}", "Processes that are not walked because their heap is above the limit.");

    /// <summary>Tag <c>outcome</c>: <c>histogram</c> or <c>failed</c>.</summary>
    public static readonly Counter<long> Walks = Meter.CreateCounter<long>("leakfleet.agent.walks", "{walk}", "Heap walks that ended.");

    /// <summary>Tag <c>outcome</c>: <c>histogram</c> or <c>failed</c>.</summary>
    public static readonly Counter<long> Snapshots =
        Meter.CreateCounter<long>("leakfleet.agent.snapshots", "{snapshot}", "Heap snapshots through the diagnostic port, each of which induced a collection.");

    public static readonly Counter<double> WalkCpu = Meter.CreateCounter<double>("leakfleet.agent.walk.cpu", "s", "Processor time of heap walks.");

    public static readonly Histogram<double> WalkDuration = Meter.CreateHistogram<double>("leakfleet.agent.walk.duration", "s", "Time of a heap walk from its beginning to its end.");

    public static readonly Counter<long> HelpersUnguarded =
        Meter.CreateCounter<long>("leakfleet.agent.helpers.unguarded", "{helper}", "Helpers started where the agent cannot guard which files they open: docs/security.md.");

    public static readonly Counter<long> WalksDeferred =
        Meter.CreateCounter<long>("leakfleet.agent.walks.deferred", "{walk}", "Heap walks that were due and had to wait, because the CPU budget was spent.");

    public static readonly Counter<long> WalksHung =
        Meter.CreateCounter<long>("leakfleet.agent.walks.hung", "{walk}", "Heap walks and searches that did not end and were given up, each with a thread and its memory.");

    public static readonly Counter<long> EvidenceFound =
        Meter.CreateCounter<long>("leakfleet.agent.evidence", "{search}", "Searches for what holds objects, that the server asked for.");

    public static readonly Counter<long> EvidenceRefused =
        Meter.CreateCounter<long>("leakfleet.agent.evidence.refused", "{request}", "Requests for such searches that were not kept, because there are too many or they name no type.");

    public static readonly Counter<long> RegionsSkipped =
        Meter.CreateCounter<long>("leakfleet.agent.walk.regions_skipped", "{region}", "Heap regions missing from histograms.");

    public static readonly Counter<long> NamesForgotten =
        Meter.CreateCounter<long>("leakfleet.agent.names.forgotten", "{name}", "Names of types that there was no room to keep until the next walk, which asks for them again.");

    public static readonly Counter<long> Collections =
        Meter.CreateCounter<long>("leakfleet.agent.collections", "{collection}", "Collections observed.");

    public static readonly Counter<long> CollectionsLost =
        Meter.CreateCounter<long>("leakfleet.agent.collections.lost", "{collection}", "Collections that took place and are in no message.");

    public static readonly Counter<long> PodsDropped =
        Meter.CreateCounter<long>("leakfleet.agent.pods.dropped", "{pod}", "Pods of this node that were not kept, because there are too many.");

    public static readonly Counter<long> PodWatchFailures =
        Meter.CreateCounter<long>("leakfleet.agent.pods.watch_failures", "{failure}", "Failures to list or follow the pods of this node.");

    public static readonly Counter<long> ProcessesLeftOut =
        Meter.CreateCounter<long>("leakfleet.agent.processes.left_out", "{process}", "Processes that are not watched because of the pod they are in.");

    public static readonly Counter<long> OutOfMemoryKills =
        Meter.CreateCounter<long>("leakfleet.agent.processes.oom_killed", "{process}", "Watched processes that the kernel killed for want of memory.");

    public static readonly Counter<long> MessagesDropped =
        Meter.CreateCounter<long>("leakfleet.agent.messages.dropped", "{message}", "Messages dropped because the outbox was full.");

    public static readonly Counter<long> MessagesUnusable =
        Meter.CreateCounter<long>("leakfleet.agent.messages.unusable", "{message}", "Messages in the outbox folder that an earlier run left and that were damaged or made up.");

    public static readonly Counter<long> MessagesUnsaved =
        Meter.CreateCounter<long>("leakfleet.agent.messages.unsaved", "{message}", "Pending messages kept in memory alone, because the outbox folder was full.");

    public static readonly Counter<long> OutboxWriteFailures =
        Meter.CreateCounter<long>("leakfleet.agent.outbox.write_failures", "{failure}", "Failures to write the outbox folder.");
}
