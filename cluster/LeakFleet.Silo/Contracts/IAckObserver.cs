using Orleans.Concurrency;

namespace LeakFleet.Silo.Contracts;

/// <summary>Where the connections of a silo hear what was persisted. A lost notice costs time only: who waits long asks.</summary>
[Alias("leakfleet.acks")]
internal interface IAckObserver : IGrainObserver
{
    [OneWay, Alias("persisted")]
    Task Persisted([Immutable] PersistedNotice[] notices);
}
