namespace LeakFleet.Agent.Pods;

/// <summary>Whether a process is watched.</summary>
internal enum PodDecision
{
    Watch,
    Skip,

    /// <summary>Ask again at the next scan.</summary>
    Wait,
}
