using LeakFleet.Database;
using LeakFleet.Fleet.Tests;
using LeakFleet.Silo.Tests.Support;
using Npgsql;

namespace LeakFleet.Silo.Tests;

/// <summary>What stands in a silo's way is told in one line; what passes by itself is waited for.</summary>
public sealed class StartupFaultTests(PostgresFixture postgres)
{
    [Fact]
    public async Task AConnectionStringThatIsNoneIsNamed()
    {
        await using var silo = SiloProcess.Start("--database", "Hots=db");
        Assert.Equal(1, await silo.Ended());
        Assert.Contains("the connection string cannot be read", silo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingTablesAreNamedWithTheCommandThatMakesThem()
    {
        await using var silo = SiloProcess.Start("--database", await postgres.Server.NewDatabase());
        Assert.Equal(1, await silo.Ended());
        Assert.Contains("has no LeakFleet tables: make them with 'leakfleet db init'", silo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADatabaseThatIsNotThereYetIsWaitedFor()
    {
        await using var proxy = new TcpProxy(postgres.Server.Port);
        proxy.Cut();
        await using var silo = SiloProcess.Start("--database", await postgres.Server.NewCluster(proxy.Port));
        await silo.Says("trying again every 5 s");
        proxy.Mend();
        await silo.Serves();
    }

    [Fact]
    public async Task AnotherClusterOnTheSameDatabaseIsRefused()
    {
        var database = await postgres.Server.NewCluster();
        await using var first = SiloProcess.Start("--database", database, "--cluster", "east");
        await first.Serves();
        await using var second = SiloProcess.Start("--database", database, "--cluster", "west");
        Assert.Equal(1, await second.Ended());
        Assert.Contains("is used by cluster 'east' (1 silos live), this silo names 'west'", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TablesOfALaterVersionThatCannotBeSharedAreRefused()
    {
        var database = await postgres.Server.NewCluster();
        await Execute(database, "INSERT INTO leakfleet_schema (version, oldest_reader) VALUES (1000, 1000)");
        await using var silo = SiloProcess.Start("--database", database);
        Assert.Equal(1, await silo.Ended());
        Assert.Contains("upgrade it", silo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TablesOfAnEarlierVersionAreNamedWithTheCommandThatBringsThemUp()
    {
        var database = await postgres.Server.NewCluster();
        await Execute(database, $"DELETE FROM leakfleet_schema WHERE version = {Schema.VersionNeeded}");
        await using var silo = SiloProcess.Start("--database", database);
        Assert.Equal(1, await silo.Ended());
        Assert.Contains("bring them up with 'leakfleet db init'", silo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADatabaseThatDisappearsIsSaidAndSoIsItsReturn()
    {
        await using var proxy = new TcpProxy(postgres.Server.Port);
        await using var silo = SiloProcess.Start("--database", await postgres.Server.NewCluster(proxy.Port), "--write-seconds", "1");
        await silo.Serves();
        await using var node = new SimulatedNode(silo.Port, "node");
        node.Say(1, Histograms.Description(), Histograms.Start);
        while (!node.IsAllAcked) await Task.Delay(50, TestContext.Current.CancellationToken);
        proxy.Cut();
        node.Say(1, Histograms.Of(Scenarios.Steady(1)), Histograms.Start + Histograms.Minute);
        await silo.Says("State is not written: database");
        Assert.False(node.IsAllAcked);
        proxy.Mend();
        await silo.Says("State is written again after");
        while (!node.IsAllAcked) await Task.Delay(50, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task MakingTheTablesTwiceChangesNothing()
    {
        var database = await postgres.Server.NewDatabase();
        Assert.Equal((0, Schema.VersionNeeded), await Schema.Init(database, TestContext.Current.CancellationToken));
        Assert.Equal((Schema.VersionNeeded, Schema.VersionNeeded), await Schema.Init(database, TestContext.Current.CancellationToken));
        await Schema.Check(database, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task TwoWhoMakeTheTablesAtOnceTakeTurns()
    {
        var database = await postgres.Server.NewDatabase();
        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Schema.Init(database, TestContext.Current.CancellationToken)));
        var all = Schema.VersionNeeded;
        Assert.Equal([0, all, all, all], made.Select(versions => versions.Before).Order());
    }

    private static async Task Execute(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
