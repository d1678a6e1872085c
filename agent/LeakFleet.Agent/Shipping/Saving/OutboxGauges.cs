using System.Diagnostics.Metrics;

namespace LeakFleet.Agent.Shipping.Saving;

/// <summary>What of an outbox's folder is looked at rather than counted.</summary>
internal sealed class OutboxGauges : IDisposable
{
    private readonly Meter _meter = new(AgentMetrics.MeterName);
    private long _bytes;

    public OutboxGauges() => _meter.CreateObservableGauge("leakfleet.agent.outbox.bytes", () => Bytes, "By", "Size of the files that keep the outbox.");

    public long Bytes
    {
        get => Interlocked.Read(ref _bytes);
        set => Interlocked.Exchange(ref _bytes, value);
    }

    public void Dispose() => _meter.Dispose();
}
