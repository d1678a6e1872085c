using LeakFleet.Protocol;
using Orleans.CodeGeneration;

namespace LeakFleet.Silo.Contracts;

/// <summary>One service; its key is the service's name.</summary>
[Alias("leakfleet.service"), Version(ContractVersion.Current)]
internal interface IServiceGrain : IGrainWithStringKey
{
    /// <summary>Takes the newest report of a process. False: what the report leaves out is not known here, it is to be sent whole.</summary>
    [Alias("report")]
    ValueTask<bool> Report(ReportMessage message);

    /// <summary>Somebody wants to know what holds the objects of a finding; false when there is no such.</summary>
    [Alias("ask-retention")]
    ValueTask<bool> AskRetention(string fingerprint);

    /// <summary>A replica is about to be looked into for a finding; false while another may still be.</summary>
    [Alias("begin-look")]
    ValueTask<bool> BeginLook(string ownFingerprint);

    /// <summary>The process is gone, or counts towards another service.</summary>
    [Alias("forget")]
    ValueTask Forget(string process);
}
