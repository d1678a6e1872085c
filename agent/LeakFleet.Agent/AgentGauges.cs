using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using LeakFleet.Agent.Shipping;

namespace LeakFleet.Agent;

/// <summary>What of an agent is looked at rather than counted.</summary>
internal sealed class AgentGauges : IDisposable
{
    private readonly Meter _meter = new(AgentMetrics.MeterName);

    public AgentGauges(Outbox outbox, Shipper shipper)
    {
        // Instruments exist once their class is touched; a reader is to find all of them from the start.
        RuntimeHelpers.RunClassConstructor(typeof(AgentMetrics).TypeHandle);
        _meter.CreateObservableGauge("leakfleet.agent.messages.pending", () => outbox.PendingMessages, "{message}", "Messages that wait for their ack.");
        _meter.CreateObservableGauge("leakfleet.agent.connected", () => shipper.State.Phase == ShipperPhase.Connected ? 1 : 0, null, "1 while the server answers.");
    }

    public void Dispose() => _meter.Dispose();
}
