using LeakFleet.Fleet;

namespace LeakFleet.Silo.Contracts;

/// <summary>What the index knows of a service: always all of it, in place of what it knew.</summary>
[GenerateSerializer, Immutable, Alias("leakfleet.service-row")]
internal sealed class ServiceRow
{
    [Id(0)]
    public required ServiceSummary Summary { get; init; }

    [Id(1)]
    public required FleetFinding[] Findings { get; init; }

    /// <summary>Those that went away and are remembered.</summary>
    [Id(2)]
    public FleetFinding[] Resolved { get; init; } = [];
}
