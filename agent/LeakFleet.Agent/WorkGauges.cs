using System.Diagnostics.Metrics;
using LeakFleet.Agent.Shipping;
using LeakFleet.Agent.Watching;

namespace LeakFleet.Agent;

/// <summary>How much of what it may use an agent uses, and how far it is behind.</summary>
internal sealed class WorkGauges : IDisposable
{
    private readonly Meter _meter = new(AgentMetrics.MeterName);

    public WorkGauges(Outbox outbox, WalkBudget budget, WalkBudgetOptions options, TimeProvider time)
    {
        _meter.CreateObservableGauge(
            "leakfleet.agent.walk.budget.used", () => Used(budget, options, time), null, "Processor time of heap walks within their window, as a part of what they may take: 1 when it is used up.");
        _meter.CreateObservableGauge(
            "leakfleet.agent.walk.budget", () => (options.CpuWindow * options.CpuShareMax).TotalSeconds, "s", "Processor time that heap walks may take within their window of ten minutes.");
        _meter.CreateObservableGauge(
            "leakfleet.agent.messages.lag", () => Lag(outbox, time), "s", "Age of the oldest message that waits for its ack: how far the server is behind this node.");
        _meter.CreateObservableGauge("leakfleet.agent.messages.pending.size", () => outbox.PendingBytes, "By", "Size of the messages that wait for their ack.");
    }

    public void Dispose() => _meter.Dispose();

    private static double Used(WalkBudget budget, WalkBudgetOptions options, TimeProvider time) =>
        budget.Spent((long)time.GetElapsedTime(0).TotalMilliseconds) / (options.CpuWindow * options.CpuShareMax);

    /// <summary>A wall clock that was set back makes nothing young.</summary>
    private static double Lag(Outbox outbox, TimeProvider time) =>
        outbox.OldestUnixMilliseconds is { } oldest ? Math.Max(0, (time.GetUtcNow().ToUnixTimeMilliseconds() - oldest) / 1000.0) : 0;
}
