namespace LeakFleet.Agent.Watching;

/// <summary>One heap snapshot at a time for a node: each is a pause of some process, and pauses of many at once would be an outage.</summary>
internal sealed class SnapshotLane : IDisposable
{
    // Each watcher has at most one request here.
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Runs <paramref name="work"/> when its turn comes; cancelled before that, it does not run at all.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            return await work();
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
