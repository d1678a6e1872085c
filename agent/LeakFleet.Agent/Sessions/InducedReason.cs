namespace LeakFleet.Agent.Sessions;

/// <summary>The runtime's reasons (GCStart event) of collections that somebody asked for.</summary>
internal static class InducedReason
{
    /// <summary>Induced, induced without force, induced compacting.</summary>
    public static bool Is(int reason) => reason is 1 or 7 or 10;
}
