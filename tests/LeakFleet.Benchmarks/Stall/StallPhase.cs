namespace LeakFleet.Benchmarks.Stall;

internal enum StallPhase
{
    /// <summary>Nothing but the targets.</summary>
    Baseline,

    /// <summary>Agent and server watch the targets.</summary>
    WithAgent,
}
