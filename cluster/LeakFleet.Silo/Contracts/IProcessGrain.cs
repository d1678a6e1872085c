using LeakFleet.Fleet;
using Orleans.CodeGeneration;
using Orleans.Concurrency;

namespace LeakFleet.Silo.Contracts;

/// <summary>One process; its key is that of the process. Methods and fields are only ever added: silos of two versions speak it to each other.</summary>
[Alias("leakfleet.process"), Version(ContractVersion.Current)]
internal interface IProcessGrain : IGrainWithStringKey
{
    [Alias("ingest")]
    ValueTask<FrameAnswer> Ingest(FrameMessage message);

    /// <summary>How far it is persisted, for a connection that has waited long.</summary>
    [Alias("persisted")]
    ValueTask<FrameAnswer> Persisted(long connection);

    [Alias("detail")]
    ValueTask<Immutable<ProcessDetail?>> Detail(int? typesMax);

    /// <summary>The service lost what it knew: it is told again.</summary>
    [Alias("report-again")]
    ValueTask ReportAgain();

    /// <summary>Its time is over: unless something was heard of it since then, it forgets itself.</summary>
    [Alias("forget")]
    ValueTask Forget(long seenUnixMilliseconds);
}
