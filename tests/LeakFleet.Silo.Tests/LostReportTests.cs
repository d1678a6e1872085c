using System.Diagnostics.Metrics;
using LeakFleet.Fleet.Tests;
using LeakFleet.Fleet.Tests.Contract;
using LeakFleet.Protocol;
using LeakFleet.Silo.Tests.Support;

namespace LeakFleet.Silo.Tests;

/// <summary>A report that did not reach its service goes again, though its process has nothing more to say.</summary>
public sealed class LostReportTests
{
    private readonly long _start = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AServiceThatCouldNotBeginHearsOfItsProcessOnceTheDatabaseIsBack()
    {
        var postgres = await PostgresServer.Start();
        var host = await SiloHost.Start(postgres);
        var (failed, unwritten) = (0L, 0L);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, meters) =>
        {
            if (instrument == SiloMetrics.ReportsFailed || instrument.Name == "leakfleet.fleet.states.write.failures") meters.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, count, _, _) => Interlocked.Add(ref (instrument == SiloMetrics.ReportsFailed ? ref failed : ref unwritten), count));
        listener.Start();
        try
        {
            // Its grain begins while there is a database; whose process it is, it hears when there is none.
            var agent = new SimulatedAgent(host);
            await agent.Say(Message(1, Histograms.Of(Scenarios.Leak(1))));
            await Eventually.Holds(agent.IsAllAcked);
            await postgres.Down();
            await agent.Hand(Message(2, Histograms.Description("shop", "1.0", _start)));
            // What is not written is told as every host of a fleet tells it, so that one rule alerts for all.
            await Eventually.Holds(() => Task.FromResult(Interlocked.Read(ref failed) > 0 && Interlocked.Read(ref unwritten) > 0));

            await postgres.Up();
            await Eventually.Holds(async () => (await host.Fleet.Services(Cancellation)).Any(service => service.Service == "shop"));
        }
        finally
        {
            await host.End();
            await postgres.DisposeAsync();
        }
    }

    private Data Message(long sequence, ProcessMessage message) => new(Histograms.Key(1), 1, sequence, 0, _start, message);
}
