using LeakFleet.Agent.Procfs;
using LeakFleet.Agent.Sessions;
using LeakFleet.Agent.Tests.Procfs;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeakFleet.Agent.Tests.Sessions;

public sealed class GcSessionTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ProcFixture _proc = new();

    public void Dispose() => _proc.Dispose();

    [Fact]
    public async Task NoSessionIsOpenedAtASocketOfAnotherProcess()
    {
        // The fixture's socket is held by this test, not by "process 5".
        _proc.Add(5).Listen(5, "dotnet-diagnostic-5-100-socket");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(Patience);
        var session = new GcSession(_proc.Tree, new ProcessInstance(5, 100), new CollectionFeed(), TimeProvider.System, NullLogger.Instance);
        var running = session.RunAsync(stop.Token);
        while (session.Trouble is null) await Task.Delay(5, stop.Token);

        Assert.Equal($"no GC events: its diagnostic socket belongs to process {Environment.ProcessId}", session.Trouble);
        await stop.CancelAsync();
        await running;
    }
}
