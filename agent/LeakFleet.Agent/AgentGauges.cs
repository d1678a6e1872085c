using System.Diagnostics.Metrics;
using LeakFleet.Agent.Shipping;

namespace LeakFleet.Agent;

/// <summary>What of an agent is looked at rather than counted.</summary>
internal sealed class AgentGauges : IDisposable
{
    private readonly Meter _meter = new(AgentMetrics.MeterName);

    public AgentGauges(Outbox outbox, Shipper shipper)
    {
        _meter.CreateObservableGauge("leakfleet.agent.messages.pending", () => outbox.PendingMessages, "{message}", "Messages that wait for their ack.");
        _meter.CreateObservableGauge("leakfleet.agent.connected", () => shipper.State.Phase == ShipperPhase.Connected ? 1 : 0, null, "1 while the server answers.");
    }

    public void Dispose() => _meter.Dispose();
}
