using LeakFleet.Fleet;
using LeakFleet.Fleet.Tests;
using LeakFleet.Fleet.Tests.Contract;
using LeakFleet.Protocol;
using LeakFleet.Silo.Tests.Support;
using Npgsql;

namespace LeakFleet.Silo.Tests;

/// <summary>What no process says again outlives the silo that held its service.</summary>
public sealed class ServiceMemoryTests(PostgresFixture postgres)
{
    private const int Minutes = 90;

    /// <summary>States are settled at a third of it.</summary>
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(3);

    private readonly long _start = DateTimeOffset.UtcNow.AddMinutes(-Minutes - 1).ToUnixTimeMilliseconds();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AFindingHasBeenOpenAsLongAfterItsSiloWasLostAsBefore()
    {
        var host = await SiloHost.Start(postgres.Server, change: options => options.Server.Fleet.Detection.SpanMin = Span);
        try
        {
            var agent = new SimulatedAgent(host);
            foreach (var pid in (int[])[1, 2])
            {
                await agent.Say(Message(pid, 1, Histograms.Description("shop", "1.0", _start)));
                for (var minute = 1; minute <= Minutes; minute++) await agent.Say(Message(pid, minute + 1, Histograms.Of(Scenarios.Leak(minute)), minute));
            }

            await Eventually.Holds(async () => await Finding(host) is { AffectedVersions: [{ Affected: 2, Replicas: 2 }] });

            // Each of these is a report of a later time, by which the service settles its states.
            var sequence = Minutes + 2;
            await Eventually.Holds(async () =>
            {
                await agent.Say(Message(1, sequence++, Histograms.Description("shop", "1.0", _start), Minutes));
                return await Finding(host) is { StateSinceUnixMilliseconds: > 0 };
            });
            await Eventually.Holds(async () => await agent.IsAllAcked() && await IsRemembered(host));
            var before = (await Finding(host))!;

            await host.LoseEverythingInMemory();
            var next = new SimulatedAgent(host);
            await next.Say(Message(3, 1, Histograms.Description("shop", "1.0", _start)));
            // Until the service is put together anew, the index shows what it was told before.
            await Eventually.Holds(async () => await Finding(host) is { AffectedVersions: [{ Affected: 2, Replicas: 3 }] });
            var after = (await Finding(host))!;
            Assert.Equal((before.Fingerprint, before.State, before.StateSinceUnixMilliseconds), (after.Fingerprint, after.State, after.StateSinceUnixMilliseconds));
        }
        finally
        {
            await host.End();
        }
    }

    private static async Task<FleetFinding?> Finding(SiloHost host) => (await host.Fleet.Findings(Cancellation)).SingleOrDefault(finding => finding.Type == "Shop.Order");

    private static async Task<bool> IsRemembered(SiloHost host)
    {
        await using var connection = new NpgsqlConnection(host.Database);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand("SELECT count(*) FROM leakfleet_state WHERE type = 'service' AND payload IS NOT NULL", connection);
        return await command.ExecuteScalarAsync(Cancellation) is 1L;
    }

    private Data Message(int pid, long sequence, ProcessMessage message, int minute = 0) =>
        new(Histograms.Key(pid), 1, sequence, 0, _start + minute * Histograms.Minute, message);
}
