namespace LeakFleet.Server.Api;

/// <summary>How an agent was doing when it last told. Counts begin with the agent unless they say otherwise.</summary>
/// <param name="WalkBudgetUsedRatio">Of what heap walks may take within the window; above 1 by at most one walk.</param>
/// <param name="WalkMilliseconds">Processor time of heap walks within the window.</param>
/// <param name="WalkBudgetMilliseconds">How much that may be.</param>
/// <param name="ProcessorRatio">Of one core, since the start, of the process that the agent runs in; a server beside it counts too.</param>
/// <param name="ProcessesOverLimit">Left out at the last scan, because as many as allowed are watched.</param>
/// <param name="ProcessesDenied">Processes, of any kind, that it was not permitted to look at.</param>
/// <param name="ProcessesStretched">Walked less often than set, to keep within the budget.</param>
/// <param name="CollectionsLost">Collections that took place and are in no message.</param>
/// <param name="Trouble">What stands in the agent's way as a whole; null for nothing.</param>
public sealed record AgentReportResponse(
    double UptimeHours,
    double WindowMilliseconds,
    double WalkMilliseconds,
    double WalkBudgetMilliseconds,
    double WalkBudgetUsedRatio,
    double ProcessorRatio,
    long ResidentBytes,
    long ProcessesWatched,
    long ProcessesOverLimit,
    long ProcessesDenied,
    long ProcessesStretched,
    long Histograms,
    long WalksFailed,
    long CollectionsLost,
    long MessagesPending,
    long PendingBytes,
    long PendingMaxBytes,
    long MessagesDropped,
    string? Trouble);
