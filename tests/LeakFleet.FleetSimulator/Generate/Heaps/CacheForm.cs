namespace LeakFleet.FleetSimulator.Generate;

internal enum CacheForm
{
    /// <summary>Keys of equal popularity: the share of misses falls with what is already there.</summary>
    Saturating,

    /// <summary>Keys of Zipf-like popularity, and a bound.</summary>
    DistinctKeys,

    /// <summary>Entries that live for a fixed time: linear until the first of them expire, then in step with the load.</summary>
    TimeToLive,
}
