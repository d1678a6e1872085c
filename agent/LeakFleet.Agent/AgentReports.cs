using LeakFleet.Agent.Shipping;
using LeakFleet.Agent.Watching;
using LeakFleet.Protocol;

namespace LeakFleet.Agent;

/// <summary>What the agent tells the server of itself.</summary>
internal sealed class AgentReports(AgentStatus status, Outbox outbox, WalkBudget budget, AgentOptions options, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    public AgentReport Now()
    {
        var window = options.WalkBudget.CpuWindow;
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        return new AgentReport(
            (long)time.GetElapsedTime(_started).TotalMilliseconds,
            (long)window.TotalMilliseconds,
            (long)budget.Spent((long)time.GetElapsedTime(0).TotalMilliseconds).TotalMicroseconds,
            (long)(window.TotalMicroseconds * options.WalkBudget.CpuShareMax),
            (long)self.TotalProcessorTime.TotalMicroseconds,
            self.WorkingSet64,
            status.ProcessesWatched,
            status.ProcessesOverLimit,
            status.ProcessesDenied,
            status.StretchedIntervals.Count,
            status.Histograms,
            status.WalksFailed,
            status.CollectionsLost,
            outbox.PendingMessages,
            outbox.PendingBytes,
            outbox.BytesMax,
            outbox.Dropped,
            Trouble());
    }

    private string Trouble()
    {
        var fault = outbox.Unsaved.Fault;
        string[] troubles = [status.Troubles.GetValueOrDefault(0, ""), fault.Length == 0 ? "" : $"the outbox cannot be saved, and would not survive the agent: {fault}"];
        return string.Join("; ", troubles.Where(t => t.Length > 0));
    }
}
