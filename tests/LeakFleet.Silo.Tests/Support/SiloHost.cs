using LeakFleet.Fleet;
using LeakFleet.Fleet.Tests.Contract;
using LeakFleet.Server;
using LeakFleet.Silo.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace LeakFleet.Silo.Tests.Support;

/// <summary>A cluster of silos inside the test, on a database of its own. What the contract calls its fleet is that of the first silo.</summary>
internal sealed class SiloHost : ContractHost
{
    private readonly InProcessTestCluster _cluster;

    private SiloHost(InProcessTestCluster cluster, string database) => (_cluster, Database) = (cluster, database);

    public string Database { get; }

    public override IFleet Fleet => _cluster.Silos[0].ServiceProvider.GetRequiredService<IFleet>();

    public static async Task<SiloHost> Start(PostgresServer postgres, int silos = 1, Action<SiloOptions>? change = null)
    {
        var database = await postgres.NewCluster();
        var builder = new InProcessTestClusterBuilder((short)silos);
        // The contract asks the silos; the cluster needs no client beside them.
        builder.Options.InitializeClientOnDeploy = false;
        builder.ConfigureSilo((_, silo) =>
        {
            var options = Options(database);
            change?.Invoke(options);
            SiloServer.Configure(silo, options);
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new SiloHost(cluster, database);
    }

    /// <summary>A silo that writes within a fraction of a second.</summary>
    public static SiloOptions Options(string? database) => new()
    {
        Server = new ServerOptions { Listen = "127.0.0.1:0" },
        Database = database,
        WriteInterval = TimeSpan.FromMilliseconds(300),
        IndexWriteInterval = TimeSpan.FromMilliseconds(300),
        PublishInterval = TimeSpan.FromMilliseconds(50),
        IndexParts = 4,
    };

    public override async Task LoseEverythingInMemory()
    {
        foreach (var silo in _cluster.Silos.ToList()) await _cluster.KillSiloAsync(silo);
        await _cluster.StartAdditionalSiloAsync();
    }

    /// <summary>A test is done with it; others may not be.</summary>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public async ValueTask End()
    {
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
    }
}
