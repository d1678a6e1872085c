using System.Diagnostics;

namespace LeakFleet.FleetSimulator.Load;

/// <summary>The agents of a large fleet, each with its own connection to one of the servers, whose processes take their looks in turn at a given pace.</summary>
internal sealed class LoadFleet : IAsyncDisposable
{
    private const int ProcessesPerNode = 50;

    private readonly List<LoadNode> _nodes;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _shipping;
    private long _looks;

    public LoadFleet(IReadOnlyList<Uri> servers, int processes, int types)
    {
        _nodes = [.. Enumerable.Range(0, (processes + ProcessesPerNode - 1) / ProcessesPerNode)
            .Select(n => new LoadNode(servers[n % servers.Count], n, n * ProcessesPerNode, Math.Min(ProcessesPerNode, processes - n * ProcessesPerNode), types))];
        _shipping = [.. _nodes.Select(node => node.Ship(_stopping.Token))];
    }

    /// <summary>Histograms made.</summary>
    public long Looks => Volatile.Read(ref _looks);

    /// <summary>Messages sent, repeats included.</summary>
    public long Sent => _nodes.Sum(node => node.Sent);

    public long Acknowledged => _nodes.Sum(node => node.Acknowledged);

    public long Pending => _nodes.Sum(node => (long)node.Pending);

    public long Dropped => _nodes.Sum(node => node.Dropped);

    /// <summary>Looks so many times a second, of all processes together, until cancelled.</summary>
    public async Task Look(double rate, CancellationToken ending)
    {
        var began = Stopwatch.GetTimestamp();
        var looks = 0L;
        while (!ending.IsCancellationRequested)
        {
            // Cut short where the machine cannot keep the pace: the end must be seen all the same.
            for (var due = (long)(Stopwatch.GetElapsedTime(began).TotalSeconds * rate); looks < due && !ending.IsCancellationRequested; looks++)
            {
                _nodes[(int)(_looks % _nodes.Count)].Look();
                Volatile.Write(ref _looks, _looks + 1);
            }

            await Task.Delay(10, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Ends all connections; what is not acked by then is given a moment.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_shipping);
        _stopping.Dispose();
    }
}
