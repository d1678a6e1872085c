namespace LeakFleet.Fleet;

/// <summary>What is remembered of one leak of a service beyond what its processes say now.</summary>
/// <param name="Finding">As last seen.</param>
/// <param name="Members">The types that stood for it: another name for one of them is the same leak.</param>
/// <param name="SinceUnixMilliseconds">When it came into its state.</param>
/// <param name="SeenUnixMilliseconds">When it was last there.</param>
/// <param name="Looks">Judgements in a row that had it; counts only until it is shown.</param>
/// <param name="IsShown">False while only replicas together have it, and not for long enough.</param>
/// <param name="NoticedAfterMilliseconds">How long it had been growing when it was first seen: what a replica must have been watched to be called unaffected.</param>
internal sealed record FindingRecord(
    FleetFinding Finding,
    IReadOnlySet<string> Members,
    FindingState State,
    long SinceUnixMilliseconds,
    long SeenUnixMilliseconds,
    int Looks,
    bool IsShown,
    long NoticedAfterMilliseconds);
