using System.Diagnostics.Metrics;

namespace LeakFleet.Fleet;

/// <summary>What a host of the fleet counts, the in-process one and silos alike, so that rules and dashboards hold for both. Every limit that is reached moves one of them.</summary>
public static class FleetMetrics
{
    public const string MeterName = "LeakFleet.Fleet";

    private static readonly Meter Meter = new(MeterName);

    public static Counter<long> MessagesTaken { get; } = Meter.CreateCounter<long>("leakfleet.fleet.messages.taken", description: "Messages taken in");

    public static Counter<long> MessagesRepeated { get; } = Meter.CreateCounter<long>("leakfleet.fleet.messages.repeated", description: "Messages that were known already");

    public static Counter<long> MessagesRefused { get; } =
        Meter.CreateCounter<long>("leakfleet.fleet.messages.refused", description: "Of a process that found no room; never acked");

    public static Counter<long> HistogramsPartial { get; } = Meter.CreateCounter<long>("leakfleet.fleet.histograms.partial", description: "Histograms that cover too little of their heap");

    public static Counter<long> ProcessesForgotten { get; } = Meter.CreateCounter<long>("leakfleet.fleet.processes.forgotten", description: "Processes forgotten");

    public static Counter<long> StatesWritten { get; } = Meter.CreateCounter<long>("leakfleet.fleet.states.written", description: "States written");

    public static Counter<long> StateBytesWritten { get; } = Meter.CreateCounter<long>("leakfleet.fleet.states.written.bytes", "By", "Bytes of states written");

    public static Counter<long> StateWriteFailures { get; } = Meter.CreateCounter<long>("leakfleet.fleet.states.write.failures", description: "States that could not be written");
}
