namespace LeakFleet.Agent.Heap.Isolation;

/// <summary>What a filter can ask of an argument: it sees the number, never what a pointer points to.</summary>
internal enum ArgumentCondition
{
    None,

    /// <summary>None of the value's bits is set in the lower half.</summary>
    HasNoneOf,

    /// <summary>The lower half is the value, or below.</summary>
    IsAtMost,

    /// <summary>The lower half is the value, the upper is 0.</summary>
    Is,
}
