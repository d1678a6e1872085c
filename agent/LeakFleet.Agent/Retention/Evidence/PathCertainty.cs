namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>How sure it is that a path is there.</summary>
public enum PathCertainty
{
    /// <summary>Every word of it was read again, twice, within one period between collections: it was there.</summary>
    Exact,

    /// <summary>Every word was read again, but what it begins with, or a collection meanwhile, leaves a doubt.</summary>
    Likely,
}
