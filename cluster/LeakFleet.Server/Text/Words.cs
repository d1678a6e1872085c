using LeakFleet.Detection;
using LeakFleet.Fleet;

namespace LeakFleet.Server.Text;

/// <summary>Codes as words.</summary>
internal static class Words
{
    /// <summary>The verdict as the API spells it.</summary>
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Leak => "leak",
        Verdict.Healthy => "healthy",
        Verdict.WarmingUp => "warming-up",
        _ => "learning",
    };

    /// <summary>The verdict as the page spells it.</summary>
    public static string Label(Verdict verdict) => verdict switch
    {
        Verdict.Leak => "Leak",
        Verdict.Healthy => "Healthy",
        Verdict.WarmingUp => "Warming up",
        _ => "Learning",
    };

    /// <summary>What the verdict means, for a hover text.</summary>
    public static string Meaning(Verdict verdict) => verdict switch
    {
        Verdict.Leak => "Grows, significantly, still, and by an amount that matters",
        Verdict.Healthy => "No growth that is both significant and large enough to matter",
        Verdict.WarmingUp => "Grew, and is levelling off or may yet be a cache that fills, a warm-up, or more load",
        _ => "Too few samples, or too short a time, to judge",
    };

    public static string Of(FindingState state) => state switch
    {
        FindingState.Regressed => "regressed",
        FindingState.Resolved => "resolved",
        _ => "open",
    };

    public static string Of(Extent extent) => extent switch
    {
        Extent.OneReplica => "one-replica",
        Extent.SomeReplicas => "some-replicas",
        Extent.AllReplicas => "all-replicas",
        _ => "unknown",
    };

    /// <summary>The extent as the page says it; empty when nothing can be said.</summary>
    public static string Label(Extent extent) => extent switch
    {
        Extent.OneReplica => "one replica only: look at the replica, not the code alone",
        Extent.SomeReplicas => "some of the replicas: look at what they share",
        Extent.AllReplicas => "all replicas of the affected versions",
        _ => "",
    };

    /// <summary>The runtime's GC reason codes (GCStart event).</summary>
    public static string CollectionReason(int reason) => reason switch
    {
        0 => "allocation",
        1 => "induced",
        2 => "low memory",
        3 => "empty",
        4 => "large allocation",
        5 => "out of space",
        6 => "out of space for large objects",
        7 => "induced, not forced",
        8 => "stress",
        9 => "low memory, blocking",
        10 => "induced, compacting",
        11 => "low memory, host",
        12 => "provisional mode",
        13 => "low memory, host, blocking",
        14 => "gen0 tuning",
        15 => "gen1 tuning",
        _ => "other",
    };

    public static string CollectionKind(int kind) => kind switch
    {
        0 => "blocking",
        1 => "background",
        2 => "foreground",
        _ => "other",
    };
}
