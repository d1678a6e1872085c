using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Tests.Heap;
using LeakFleet.Agent.Watching;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeakFleet.Agent.Tests.Watching;

public sealed class WalkLaneTests : IDisposable
{
    private static readonly TimeSpan HungAfter = TimeSpan.FromMinutes(5);

    private readonly LaneClock _clock = new();
    private readonly ManualResetEventSlim _answer = new();
    private readonly WalkLane _lane;

    public WalkLaneTests() => _lane = new WalkLane(HungAfter, _clock, NullLogger<WalkLane>.Instance);

    public void Dispose()
    {
        _answer.Set();
        _lane.Dispose();
    }

    [Fact]
    public async Task WorkRunsOneAtATimeOnOneLowPriorityThread()
    {
        var running = 0;
        var threads = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => RunAsync(
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
        var nice = await RunAsync(
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
        await Assert.ThrowsAsync<InvalidDataException>(() => RunAsync<int>(() => throw new InvalidDataException(), CancellationToken.None));
        Assert.Equal(7, await RunAsync(() => 7, CancellationToken.None));
    }

    [Fact]
    public async Task WorkCancelledInTheQueueDoesNotRun()
    {
        using var cancellation = new CancellationTokenSource();
        using var gate = new ManualResetEventSlim();
        var first = RunAsync(() => gate.Wait(TimeSpan.FromMinutes(1)), CancellationToken.None);
        var second = RunAsync(() => 1, cancellation.Token);
        await cancellation.CancelAsync();
        gate.Set();
        Assert.True(await first);
        await Assert.ThrowsAsync<TaskCanceledException>(() => second);
    }

    [Fact]
    public async Task AWalkWhoseReadDoesNotEndIsGivenUpAndTheNextProcessIsWalked()
    {
        var (hung, began) = Hang(TestContext.Current.CancellationToken);
        var next = RunAsync(() => 7, CancellationToken.None);
        await began;

        _clock.Advance(HungAfter - TimeSpan.FromMilliseconds(1));
        Assert.False(hung.IsCompleted || next.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(-1, await hung);
        Assert.Equal(7, await next);
    }

    [Fact]
    public async Task AThreadThatComesBackAfterAllDoesNotWalkBesideTheOther()
    {
        var (hung, began) = Hang(TestContext.Current.CancellationToken);
        await began;
        _clock.Advance(HungAfter);
        Assert.Equal(-1, await hung);

        _answer.Set();

        var threads = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => RunAsync(() => Environment.CurrentManagedThreadId, CancellationToken.None)));
        Assert.Single(threads.Distinct());
    }

    [Fact]
    public async Task TheStopOfTheAgentDoesNotWaitLongForAReadThatDoesNotEnd()
    {
        using var stop = new CancellationTokenSource();
        var (hung, began) = Hang(stop.Token);
        await began;

        await stop.CancelAsync();
        Assert.False(hung.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(-1, await hung);
    }

    [Fact]
    public async Task WithTooManyThreadsGivenUpTheLaneStandsStillUntilOneComesBack()
    {
        for (var i = 0; i < WalkLane.GivenUpMax; i++)
        {
            var (hung, began) = Hang(TestContext.Current.CancellationToken);
            await began;
            _clock.Advance(HungAfter);
            Assert.Equal(-1, await hung);
        }
        using var stop = new CancellationTokenSource();
        var waiting = RunAsync(() => 1, CancellationToken.None);
        var cancelled = RunAsync(() => 2, stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAsync<TaskCanceledException>(() => cancelled);
        Assert.False(waiting.IsCompleted);
        _answer.Set();

        Assert.Equal(1, await waiting);
    }

    private Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellation) => _lane.RunAsync(work, () => throw new InvalidOperationException("It hung."), cancellation);

    /// <summary>A walk of a process whose memory does not answer.</summary>
    private (Task<int> Walk, Task Began) Hang(CancellationToken cancellation)
    {
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var heap = new SyntheticHeap();
        heap.Add(heap.Type(24), 24);
        return (_lane.RunAsync(Walk, () => -1, cancellation), began.Task);

        int Walk()
        {
            var watch = new RegionWatch(new CollectionCounter(Read), null, isHasty: false);
            using var pass = new RegionPass(Read, SyntheticHeap.FreeMethodTable, new HeapWalkOptions(), new WalkCpu());
            return pass.Read([heap.Region(HeapPlace.Gen2)], new AllocationContexts([]), watch, nice: 0, Deadline.In(60_000), CancellationToken.None).Count;
        }

        int Read(ulong address, Span<byte> destination)
        {
            began.TrySetResult();
            _answer.Wait(CancellationToken.None);
            return heap.Read(address, destination);
        }
    }

    /// <summary>Stands still until it is moved; the one timer fires while it moves.</summary>
    private sealed class LaneClock : TimeProvider
    {
        private readonly Lock _lock = new();
        private TimeSpan _now;
        private Action<TimeSpan> _fireIfDue = _ => { };

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp()
        {
            lock (_lock) return _now.Ticks;
        }

        public void Advance(TimeSpan by)
        {
            lock (_lock) _now += by;
            _fireIfDue(_now);
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new LaneTimer(this, callback);
            _fireIfDue = timer.FireIfDue;
            return timer;
        }

        private sealed class LaneTimer(LaneClock clock, TimerCallback callback) : ITimer
        {
            private TimeSpan? _due;

            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                lock (clock._lock) _due = dueTime == Timeout.InfiniteTimeSpan ? null : clock._now + dueTime;
                return true;
            }

            public void FireIfDue(TimeSpan now)
            {
                lock (clock._lock)
                {
                    if (_due is not { } due || due > now) return;
                    _due = null;
                }
                callback(null);
            }

            public void Dispose()
            {
                // Nothing is held.
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
