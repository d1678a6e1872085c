using LeakFleet.Agent.Watching;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeakFleet.Agent.Tests.Watching;

public sealed class WalkLaneTests : IDisposable
{
    private readonly WalkLane _lane = new(NullLogger<WalkLane>.Instance);

    public void Dispose() => _lane.Dispose();

    [Fact]
    public async Task WorkRunsOneAtATimeOnOneLowPriorityThread()
    {
        var running = 0;
        var threads = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _lane.RunAsync(
            () =>
            {
                Assert.Equal(1, Interlocked.Increment(ref running));
                Thread.Yield();
                Interlocked.Decrement(ref running);
                return (Environment.CurrentManagedThreadId, File.ReadAllText("/proc/thread-self/stat").Split(") ")[1].Split(' ')[16]);
            },
            TestContext.Current.CancellationToken)));
        Assert.Equal("10", Assert.Single(threads.Distinct()).Item2);
    }

    [Fact]
    public async Task ThreadsThatAWalkStartsHaveItsLowPriority()
    {
        var nice = await _lane.RunAsync(
            () =>
            {
                var told = "";
                var helper = new Thread(() => told = File.ReadAllText("/proc/thread-self/stat").Split(") ")[1].Split(' ')[16]);
                helper.Start();
                helper.Join();
                return told;
            },
            TestContext.Current.CancellationToken);
        Assert.Equal("10", nice);
    }

    [Fact]
    public async Task AFailureReachesWhoAskedAndTheLaneGoesOn()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => _lane.RunAsync<int>(() => throw new InvalidDataException(), CancellationToken.None));
        Assert.Equal(7, await _lane.RunAsync(() => 7, CancellationToken.None));
    }

    [Fact]
    public async Task WorkCancelledInTheQueueDoesNotRun()
    {
        using var cancellation = new CancellationTokenSource();
        using var gate = new ManualResetEventSlim();
        var first = _lane.RunAsync(() => gate.Wait(TimeSpan.FromMinutes(1)), CancellationToken.None);
        var second = _lane.RunAsync(() => 1, cancellation.Token);
        await cancellation.CancelAsync();
        gate.Set();
        Assert.True(await first);
        await Assert.ThrowsAsync<TaskCanceledException>(() => second);
    }
}
