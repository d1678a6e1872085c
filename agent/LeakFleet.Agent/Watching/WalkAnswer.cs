namespace LeakFleet.Agent.Watching;

/// <summary>What a budget says to a process that is due for a walk.</summary>
internal enum WalkAnswer
{
    Go,

    /// <summary>Ask again at the next tick.</summary>
    Wait,

    /// <summary>The heap is above the limit on size.</summary>
    TooLarge,
}
