using LeakFleet.Fleet.Tests;
using LeakFleet.Silo.Tests.Support;

namespace LeakFleet.Silo.Tests;

/// <summary>A database that hangs, and an agent with more to say than may wait: it is slowed down, keeps what it can, and tells how much it could not.</summary>
public sealed class BackPressureTests(PostgresFixture postgres, ITestOutputHelper output)
{
    private const int KeptMax = 400;
    private const int WindowMax = 256;
    private const int Said = 1500;

    private static readonly long Start = DateTimeOffset.UtcNow.AddMinutes(-Said - 1).ToUnixTimeMilliseconds();

    [Fact]
    public async Task ADatabaseThatHangsSlowsTheAgentsWhichCountWhatTheyDrop()
    {
        await using var toDatabase = new TcpProxy(postgres.Server.Port);
        var database = await postgres.Server.NewCluster(toDatabase.Port);
        await using var silo = SiloProcess.Start("--database", database, "--write-seconds", "1");
        await silo.Serves();
        await using var node = new SimulatedNode(silo.Port, "node", KeptMax, WindowMax);
        node.Say(1, Histograms.Description("shop", "1.0", Start), Start);
        await Until(() => node.IsAllAcked, "the first message was not acked");

        toDatabase.Stall();
        for (var minute = 1; minute <= Said; minute++)
        {
            node.Say(1, Histograms.Of(Scenarios.Steady(minute)), Start + minute * Histograms.Minute);
            Assert.True(node.InFlight <= WindowMax, $"{node.InFlight} messages are under way");
        }

        Assert.InRange(node.Pending, 1, KeptMax + 1);
        Assert.InRange(node.Dropped, Said - KeptMax - 1, Said);
        toDatabase.Resume();
        var resumed = TimeProvider.System.GetTimestamp();
        await Until(() => node.IsAllAcked, "messages stayed unacked");
        output.WriteLine($"a database that hung: {node.Dropped} of {Said} messages dropped and counted, the rest acked {TimeProvider.System.GetElapsedTime(resumed).TotalSeconds:F1} s after it went on");

        var stored = (await StoredProcess.Read(database, Histograms.Key(1)))!;
        Assert.Equal(1 + Said, stored.LastSequence);
        Assert.Equal(node.Dropped, stored.Summary().DroppedMessages);
        Assert.Equal(Said - node.Dropped, stored.Summary().Histograms);
    }

    private static async Task Until(Func<bool> holds, string otherwise)
    {
        for (var began = TimeProvider.System.GetTimestamp(); !holds(); await Task.Delay(50, TestContext.Current.CancellationToken))
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(3), otherwise);
    }
}
