using LeakFleet.Fleet;
using Orleans.CodeGeneration;
using Orleans.Concurrency;

namespace LeakFleet.Silo.Contracts;

/// <summary>One part of the fleet's index: whole services, by a hash of their names, with their processes and findings. Its key is its number.</summary>
[Alias("leakfleet.index"), Version(ContractVersion.Current)]
internal interface IFleetIndexGrain : IGrainWithIntegerKey
{
    /// <summary>The newest rows of processes.</summary>
    [Alias("update-processes")]
    ValueTask UpdateProcesses([Immutable] ProcessSummary[] rows, [Immutable] string[] removed);

    [Alias("update-service")]
    ValueTask UpdateService([Immutable] ServiceRow row);

    [Alias("remove-service")]
    ValueTask RemoveService(string service);

    /// <summary>The processes of a service that has lost what it knew.</summary>
    [Alias("processes-of")]
    ValueTask<string[]> ProcessesOf(string service);

    [Alias("processes"), ReadOnly]
    ValueTask<Immutable<ProcessSummary[]>> Processes();

    [Alias("findings"), ReadOnly]
    ValueTask<Immutable<FleetFinding[]>> Findings();

    [Alias("services"), ReadOnly]
    ValueTask<Immutable<ServiceSummary[]>> Services();

    [Alias("query-processes"), ReadOnly]
    ValueTask<Immutable<ResultPage<ProcessSummary>>> QueryProcesses(QueryMessage query);

    [Alias("query-findings"), ReadOnly]
    ValueTask<Immutable<ResultPage<FleetFinding>>> QueryFindings(QueryMessage query);

    [Alias("query-services"), ReadOnly]
    ValueTask<Immutable<ResultPage<ServiceOverview>>> QueryServices(QueryMessage query);

    /// <summary>Sums over this part, to be added to those of the others.</summary>
    [Alias("sum-types"), ReadOnly]
    ValueTask<Immutable<PartSums<FleetType>>> SumTypes(QueryMessage query);

    [Alias("sum-groups"), ReadOnly]
    ValueTask<Immutable<PartSums<QueryGroup>>> SumGroups(QueryMessage query);
}
