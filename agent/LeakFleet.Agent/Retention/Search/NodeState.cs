namespace LeakFleet.Agent.Retention.Search;

/// <summary>How far the holders of a node have been looked for.</summary>
internal enum NodeState : byte
{
    /// <summary>Met in this scan, when part of the heap had been passed: looked for in the rest of it and in the next.</summary>
    Met,

    /// <summary>Looked for in the whole of this scan.</summary>
    Open,

    /// <summary>All of the heap has been looked through.</summary>
    Closed,

    /// <summary>It may lie somewhere else by now.</summary>
    Dead,
}
