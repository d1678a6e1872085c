namespace LeakFleet.Protocol;

/// <summary>
/// How an agent is doing, since protocol version 4: told now and then, true at that moment, kept nowhere and not acked. Counts begin with the agent unless they say otherwise.
/// </summary>
/// <param name="WalkMicroseconds">Processor time that heap walks took within the last <paramref name="WindowMilliseconds"/>.</param>
/// <param name="WalkBudgetMicroseconds">How much they may take within that time.</param>
/// <param name="ProcessorMicroseconds">Of the process that the agent runs in; a server beside it counts too.</param>
/// <param name="ResidentBytes">Of that process, now.</param>
/// <param name="ProcessesWatched">Now.</param>
/// <param name="ProcessesOverLimit">Left out at the last scan, because as many as allowed are watched.</param>
/// <param name="ProcessesDenied">Processes, of any kind, that the agent was not permitted to look at.</param>
/// <param name="ProcessesStretched">Walked less often than set, now, to keep within the budget.</param>
/// <param name="CollectionsLost">Collections that took place and are in no message.</param>
/// <param name="MessagesPending">Not acked, now.</param>
/// <param name="BytesPending">Of these.</param>
/// <param name="BytesPendingMax">Above it the oldest are dropped.</param>
/// <param name="Trouble">What stands in the agent's way as a whole; empty for nothing.</param>
public sealed record AgentReport(
    long UptimeMilliseconds,
    long WindowMilliseconds,
    long WalkMicroseconds,
    long WalkBudgetMicroseconds,
    long ProcessorMicroseconds,
    long ResidentBytes,
    long ProcessesWatched,
    long ProcessesOverLimit,
    long ProcessesDenied,
    long ProcessesStretched,
    long Histograms,
    long WalksFailed,
    long CollectionsLost,
    long MessagesPending,
    long BytesPending,
    long BytesPendingMax,
    long MessagesDropped,
    string Trouble) : Frame;
