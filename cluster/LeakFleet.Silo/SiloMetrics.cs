using System.Diagnostics.Metrics;
using LeakFleet.Fleet;

namespace LeakFleet.Silo;

/// <summary>What a silo counts beside <see cref="FleetMetrics"/>, which every host of the fleet has. Every limit that is reached moves one of them.</summary>
internal static class SiloMetrics
{
    public const string MeterName = "LeakFleet.Silo";

    private static readonly Meter Meter = new(MeterName);

    public static Counter<long> FramesUndecodable { get; } = Meter.CreateCounter<long>("leakfleet.silo.frames.undecodable");

    public static Counter<long> Resends { get; } =
        Meter.CreateCounter<long>("leakfleet.silo.resends", description: "Connections told to send again, as a grain had moved or was lost");

    public static Counter<long> Unavailable { get; } =
        Meter.CreateCounter<long>("leakfleet.silo.unavailable", description: "Frames that no grain answered in time; their connections send them again");

    public static Counter<long> StatesLost { get; } =
        Meter.CreateCounter<long>("leakfleet.silo.states.lost", description: "Grains that found a newer state than theirs, and gave way");

    public static Counter<long> StatesUnreadable { get; } = Meter.CreateCounter<long>("leakfleet.silo.states.unreadable");

    public static Counter<long> ReportsFailed { get; } = Meter.CreateCounter<long>("leakfleet.silo.reports.failed");

    public static Counter<long> IndexUpdatesFailed { get; } = Meter.CreateCounter<long>("leakfleet.silo.index.updates.failed");

    public static Counter<long> RowsRefused { get; } =
        Meter.CreateCounter<long>("leakfleet.silo.index.rows.refused", description: "Processes that found no room in their part of the index");

    public static Counter<long> HistogramsThinned { get; } =
        Meter.CreateCounter<long>("leakfleet.silo.histograms.thinned", description: "Histograms not taken into the series of their process while the silo was overloaded");

    public static Counter<long> RoundsUnreachable { get; } =
        Meter.CreateCounter<long>("leakfleet.silo.rounds.unreachable", description: "Times that the rounds of alerts and reports could not be asked or read");

    public static Counter<long> QueriesPartial { get; } = Meter.CreateCounter<long>("leakfleet.silo.queries.partial");

    /// <summary>Asked for whenever somebody reads the metrics.</summary>
    public static void Observe(string name, Func<long> value, string description) => Meter.CreateObservableGauge(name, value, description: description);
}
