using System.Collections.Concurrent;
using LeakFleet.Agent.Procfs;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Agent.Watching;

/// <summary>
/// The one thread on which all heap walks of a node run, one after another. A walk uses a whole core for its time: two at once would take
/// two cores from the services, and a low priority leaves them what they need.
/// </summary>
internal sealed partial class WalkLane : IDisposable
{
    /// <summary>Each watcher has at most one request here, so this is never reached before the limit on watchers is.</summary>
    private const int RequestsMax = 16_384;

    private const int Nice = 10;

    private readonly BlockingCollection<Action> _requests = new(RequestsMax);
    private readonly Thread _thread;

    public WalkLane(ILogger<WalkLane> logger)
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "heap walks" };
        _thread.Start(logger);
    }

    public int Waiting => _requests.Count;

    /// <summary>Runs <paramref name="work"/> when its turn comes; cancelled before that, it does not run at all.</summary>
    public Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var isTaken = _requests.TryAdd(() =>
        {
            try
            {
                if (cancellation.IsCancellationRequested) done.SetCanceled(cancellation);
                else done.SetResult(work());
            }
            catch (Exception e)
            {
                // Whoever asked learns of it; the lane goes on with the next.
                done.SetException(e);
            }
        });
        if (!isTaken) done.SetException(new InvalidOperationException("Too many heap walks are waiting."));
        return done.Task;
    }

    public void Dispose()
    {
        // The thread ends after the walk at hand, which its watcher cancels.
        _requests.CompleteAdding();
    }

    private void Run(object? logger)
    {
        if (!LinuxCalls.TryLowerThreadPriority(Nice)) LogPriority((ILogger)logger!);
        foreach (var request in _requests.GetConsumingEnumerable()) request();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Heap walks run at normal priority: lowering it is not permitted")]
    private static partial void LogPriority(ILogger logger);
}
