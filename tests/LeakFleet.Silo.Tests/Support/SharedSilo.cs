namespace LeakFleet.Silo.Tests.Support;

/// <summary>One cluster for a class of tests, which keep to services of their own: to start one takes longer than most of them.</summary>
public sealed class SharedSilo(PostgresFixture postgres) : IAsyncLifetime
{
    private SiloHost? _host;

    internal SiloHost Host => _host!;

    public async ValueTask InitializeAsync() => _host = await SiloHost.Start(postgres.Server);

    public ValueTask DisposeAsync() => _host?.End() ?? ValueTask.CompletedTask;
}
