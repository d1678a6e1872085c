using System.Collections.Concurrent;
using LeakFleet.Agent.Heap;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Agent.Watching;

/// <summary>
/// The one thread on which all heap walks of a node run, one after another. A walk uses a whole core for its time: two at once would take
/// two cores from the services, and a low priority leaves them what they need.
/// </summary>
/// <remarks>
/// A read of another process's memory or files can last until that process ends: it may have put memory behind userfaultfd, or its files on FUSE, and answer to
/// neither. Nothing interrupts such a read but the end of the agent. So a thread whose work does not end is given up with all that it holds, and another takes its place.
/// </remarks>
internal sealed partial class WalkLane : IDisposable
{
    /// <summary>Threads given up that have not come back. Each holds some megabytes; beyond it the lane stands still until one does.</summary>
    public const int GivenUpMax = 32;

    public const int Nice = 10;

    /// <summary>Each watcher has at most one request here, so this is never reached before the limit on watchers is.</summary>
    private const int RequestsMax = 16_384;

    /// <summary>What is cancelled ends at once unless it hangs; the stop of the agent waits for it.</summary>
    private static readonly TimeSpan CancelledMax = TimeSpan.FromSeconds(5);

    private readonly BlockingCollection<LaneRequest> _requests = new(RequestsMax);
    private readonly Lock _lock = new();
    private readonly TimeSpan _hungAfter;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _watchdog;
    private LaneRequest? _current;
    private (long Since, TimeSpan Max) _limit;
    private int _givenUp;
    private bool _isManned;

    /// <param name="hungAfter">How long one request may run before its thread is given up.</param>
    public WalkLane(TimeSpan hungAfter, TimeProvider time, ILogger<WalkLane> logger)
    {
        (_hungAfter, _time, _logger) = (hungAfter, time, logger);
        _watchdog = time.CreateTimer(_ => GiveUp(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lock (_lock) StartThread();
    }

    public int Waiting => _requests.Count;

    /// <summary>Runs <paramref name="work"/> when its turn comes; cancelled before that, it does not run at all.</summary>
    /// <param name="hung">The answer when it does not end: what it uses is not to be touched any more, since it may go on later.</param>
    public async Task<T> RunAsync<T>(Func<T> work, Func<T> hung, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var request = new LaneRequest(
            () =>
            {
                try
                {
                    done.TrySetResult(work());
                }
                catch (Exception e)
                {
                    // Whoever asked learns of it; the lane goes on with the next.
                    done.TrySetException(e);
                }
            },
            () => done.TrySetResult(hung()), cancellation);
        if (!_requests.TryAdd(request, 0, CancellationToken.None)) throw new InvalidOperationException("Too many heap walks are waiting.");
        await using var registration = cancellation.UnsafeRegister(
            _ =>
            {
                if (!IsUnderWay(request)) done.TrySetCanceled(cancellation);
            },
            null);
        return await done.Task.ConfigureAwait(false);
    }

    public void Dispose()
    {
        // The thread ends after the walk at hand, which its watcher cancels.
        _requests.CompleteAdding();
        _watchdog.Dispose();
    }

    /// <summary>Whether it runs; if so it has not much time left, being cancelled.</summary>
    private bool IsUnderWay(LaneRequest request)
    {
        lock (_lock)
        {
            if (_current != request) return false;
            Limit(CancelledMax);
            return true;
        }
    }

    private void StartThread()
    {
        new Thread(Run) { IsBackground = true, Name = "heap walks" }.Start();
        _isManned = true;
    }

    private void Run()
    {
        if (!ThreadNice.AtLeast(Nice)) LogPriority(_logger);
        foreach (var request in _requests.GetConsumingEnumerable())
        {
            if (!TryBegin(request)) continue;
            request.Run();
            if (!TryEnd(request)) return;
        }
    }

    private bool TryBegin(LaneRequest request)
    {
        lock (_lock)
        {
            // Under the lock: a cancellation either sees that it is under way or is seen here.
            if (request.Cancellation.IsCancellationRequested) return false;
            _current = request;
            Limit(_hungAfter);
            return true;
        }
    }

    /// <returns>Whether this thread is still, or again, the lane's.</returns>
    private bool TryEnd(LaneRequest request)
    {
        lock (_lock)
        {
            if (_current == request)
            {
                _current = null;
                _watchdog.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                return true;
            }
            // Given up, and back all the same: its process has ended, or answers again.
            _givenUp--;
            return !_isManned && (_isManned = true);
        }
    }

    private void Limit(TimeSpan max)
    {
        _limit = (_time.GetTimestamp(), max);
        _watchdog.Change(max, Timeout.InfiniteTimeSpan);
    }

    private void GiveUp()
    {
        lock (_lock)
        {
            // A timer that went off while its request ended speaks of the next one too early; the next one has set it anew.
            if (_current is not { } request || _time.GetElapsedTime(_limit.Since) < _limit.Max) return;
            _current = null;
            _isManned = false;
            request.GiveUp();
            AgentMetrics.WalksHung.Add(1);
            LogHung(_logger, ++_givenUp);
            try
            {
                if (_givenUp < GivenUpMax) StartThread();
            }
            catch (OutOfMemoryException)
            {
                // The node's or the container's limit on threads. The first one that comes back goes on.
                LogNoThread(_logger);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Heap walks run at normal priority: lowering it is not permitted")]
    private static partial void LogPriority(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A heap walk did not end and was given up, with its thread; {GivenUp} such threads are left behind")]
    private static partial void LogHung(ILogger logger, int givenUp);

    [LoggerMessage(Level = LogLevel.Error, Message = "Heap walks stand still: no thread can be started")]
    private static partial void LogNoThread(ILogger logger);

    /// <param name="Run">Does not throw.</param>
    private sealed record LaneRequest(Action Run, Action GiveUp, CancellationToken Cancellation);
}
