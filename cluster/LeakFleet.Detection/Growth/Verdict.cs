namespace LeakFleet.Detection;

/// <summary>What a series of samples says about growth.</summary>
public enum Verdict
{
    /// <summary>Too few samples or too short a time to say anything.</summary>
    Learning,

    /// <summary>No growth that is both significant and large enough to matter.</summary>
    Healthy,

    /// <summary>Grew, and is levelling off or may yet be a cache that fills, a warm-up, or load.</summary>
    WarmingUp,

    /// <summary>Grows, significantly, still, and by an amount that matters.</summary>
    Leak,
}
