using System.Diagnostics.Metrics;

namespace LeakFleet.Fleet;

/// <summary>What the in-process host counts. Every limit that is reached moves one of them.</summary>
public static class FleetMetrics
{
    public const string MeterName = "LeakFleet.Fleet";

    private static readonly Meter Meter = new(MeterName);

    internal static Counter<long> MessagesTaken { get; } = Meter.CreateCounter<long>("leakfleet.fleet.messages.taken", description: "Messages taken in");

    internal static Counter<long> MessagesRepeated { get; } = Meter.CreateCounter<long>("leakfleet.fleet.messages.repeated", description: "Messages that were known already");

    internal static Counter<long> MessagesRefused { get; } =
        Meter.CreateCounter<long>("leakfleet.fleet.messages.refused", description: "Of a process that found no room; never acked");

    internal static Counter<long> HistogramsPartial { get; } = Meter.CreateCounter<long>("leakfleet.fleet.histograms.partial", description: "Histograms that cover too little of their heap");

    internal static Counter<long> ProcessesForgotten { get; } = Meter.CreateCounter<long>("leakfleet.fleet.processes.forgotten", description: "Processes forgotten");

    internal static Counter<long> StatesWritten { get; } = Meter.CreateCounter<long>("leakfleet.fleet.states.written", description: "States written");

    internal static Counter<long> StateBytesWritten { get; } = Meter.CreateCounter<long>("leakfleet.fleet.states.written.bytes", "By", "Bytes of states written");

    internal static Counter<long> StateWriteFailures { get; } = Meter.CreateCounter<long>("leakfleet.fleet.states.write.failures", description: "States that could not be written");
}
