using LeakFleet.Silo.Tests.Support;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace LeakFleet.Silo.Tests.Support;

/// <summary>One server for all tests; each has its own database in it. Those that break a server start their own.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private PostgresServer? _server;

    public PostgresServer Server => _server ?? throw new InvalidOperationException(PostgresServer.Missing);

    public async ValueTask InitializeAsync()
    {
        if (PostgresServer.Missing is null) _server = await PostgresServer.Start();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
