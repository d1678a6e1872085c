using LeakFleet.Silo.Tests.Support;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace LeakFleet.Silo.Tests.Support;

/// <summary>One server for all tests; each has its own database in it. Those that break a server start their own.</summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    // With the first test that asks: those that need none, such as what a build checks, do not wait for one.
    private readonly Lazy<PostgresServer> _server = new(() => Task.Run(PostgresServer.Start).GetAwaiter().GetResult());

    public PostgresServer Server => _server.Value;

    public ValueTask DisposeAsync() => _server.IsValueCreated ? _server.Value.DisposeAsync() : ValueTask.CompletedTask;
}
