using LeakFleet.Protocol;

namespace LeakFleet.Server.Ingest;

/// <summary>What an agent's figures come to.</summary>
internal static class AgentBudget
{
    /// <summary>Of the processor time that heap walks may take; 0 without a budget.</summary>
    public static double UsedRatio(AgentReport report) => report.WalkBudgetMicroseconds > 0 ? (double)report.WalkMicroseconds / report.WalkBudgetMicroseconds : 0;

    /// <summary>Processor time of the agent's process as a share of one core.</summary>
    public static double ProcessorRatio(AgentReport report) => report.UptimeMilliseconds > 0 ? report.ProcessorMicroseconds / 1000.0 / report.UptimeMilliseconds : 0;

    /// <summary>Of the room for messages that wait.</summary>
    public static double OutboxRatio(AgentReport report) => report.BytesPendingMax > 0 ? (double)report.BytesPending / report.BytesPendingMax : 0;
}
