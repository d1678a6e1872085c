namespace LeakFleet.Detection;

/// <summary>How far a leak reaches among the replicas that run the code in which it occurs.</summary>
public enum Extent
{
    /// <summary>Too few replicas to tell.</summary>
    Unknown,

    /// <summary>One of many: something about that replica, not the code alone.</summary>
    OneReplica,

    /// <summary>Several of many: something they share.</summary>
    SomeReplicas,

    /// <summary>As many as one can expect to be found: the code.</summary>
    AllReplicas,
}
