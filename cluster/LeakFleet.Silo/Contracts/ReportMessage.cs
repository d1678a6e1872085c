using LeakFleet.Fleet;

namespace LeakFleet.Silo.Contracts;

/// <summary>A process's report to its service.</summary>
[GenerateSerializer, Immutable, Alias("leakfleet.report")]
internal sealed class ReportMessage
{
    [Id(0)]
    public required ProcessReport Report { get; init; }

    /// <summary>Which series it has: those of the same number are the same, and left out when the service has them.</summary>
    [Id(1)]
    public long Series { get; init; }

    [Id(2)]
    public bool IsWithoutSeries { get; init; }
}
