using LeakFleet.Server.Ingest;
using LeakFleet.Server.Rounds;
using Orleans.CodeGeneration;
using Orleans.Concurrency;

namespace LeakFleet.Silo.Contracts;

/// <summary>The rounds of alerts and reports: one for the cluster, with key 0. Times are milliseconds since 1970.</summary>
[Alias("leakfleet.rounds"), Version(ContractVersion.Current)]
internal interface IReportGrain : IGrainWithIntegerKey
{
    /// <summary>Each silo says so when it starts.</summary>
    [Alias("begin")]
    ValueTask Begin();

    [Alias("silence")]
    ValueTask<bool> Silence(string id, string match, long startsAt, long endsAt, string comment);

    [Alias("end-silence")]
    ValueTask<bool> EndSilence(string id);

    /// <summary>The identity of the report; null when there is no such schedule.</summary>
    [Alias("run-report")]
    ValueTask<string?> RunReport(string schedule);

    [Alias("retry")]
    ValueTask<bool> Retry(string receiver, string notice);

    /// <summary>What no other silo can know: what fails where it runs.</summary>
    [Alias("health")]
    ValueTask<Immutable<RoundsHealth>> Health();

    /// <summary>The agents of one silo, in exchange for those of the others.</summary>
    [Alias("agents")]
    ValueTask<Immutable<AgentStatus[]>> Agents(string silo, [Immutable] AgentStatus[] own);
}
