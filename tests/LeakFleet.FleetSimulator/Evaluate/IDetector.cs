using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Evaluate;

/// <summary>Something that hears what the agents of one service say, and can be asked what leaks. One for each service, for one thread.</summary>
internal interface IDetector
{
    /// <summary>Never earlier than the call before.</summary>
    void Observe(Data data, long nowUnixMilliseconds);

    /// <summary>The full current set of claims, no fingerprint twice.</summary>
    IReadOnlyList<Claim> Look(long nowUnixMilliseconds);
}
