using LeakFleet.Agent.Watching;

namespace LeakFleet.Agent.Tests.Watching;

public sealed class SnapshotLaneTests : IDisposable
{
    private readonly SnapshotLane _lane = new();

    public void Dispose() => _lane.Dispose();

    [Fact]
    public async Task SnapshotsAreTakenOneAtATime()
    {
        var running = 0;
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _lane.RunAsync(
            async () =>
            {
                Assert.Equal(1, Interlocked.Increment(ref running));
                await Task.Yield();
                return Interlocked.Decrement(ref running);
            },
            TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task OneThatFailsLetsTheNextOneRun()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => _lane.RunAsync<int>(() => throw new InvalidDataException(), CancellationToken.None));
        Assert.Equal(7, await _lane.RunAsync(() => Task.FromResult(7), CancellationToken.None));
    }

    [Fact]
    public async Task OneCancelledBeforeItsTurnDoesNotRun()
    {
        using var cancellation = new CancellationTokenSource();
        var gate = new TaskCompletionSource<int>();
        var first = _lane.RunAsync(() => gate.Task, CancellationToken.None);
        var second = _lane.RunAsync(() => Task.FromResult(1), cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        gate.SetResult(5);
        Assert.Equal(5, await first);
    }
}
