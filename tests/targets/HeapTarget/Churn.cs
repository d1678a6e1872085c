namespace HeapTarget;

/// <summary>Allocates as fast as it can: short-lived objects, some that live for a while, some large ones, and collections of every generation.</summary>
internal sealed class Churn
{
    private readonly List<Thread> _threads = [];
    private long _allocations;
    private volatile bool _run;

    public long Allocations => Interlocked.Read(ref _allocations);

    public void Start(int threads)
    {
        if (_run) return;
        _run = true;
        for (var i = 0; i < threads; i++)
        {
            var thread = new Thread(Run) { IsBackground = true };
            thread.Start();
            _threads.Add(thread);
        }
    }

    public void Stop()
    {
        _run = false;
        foreach (var thread in _threads) thread.Join();
        _threads.Clear();
    }

    private void Run()
    {
        var window = new object?[5000];
        var large = new object?[4];
        // Some minutes take it past what an int holds.
        for (var i = 0L; _run; i++)
        {
            window[i % window.Length] = (i % 3) switch
            {
                0 => new Short { Number = i },
                1 => new char[i % 100],
                _ => new Short[i % 20],
            };
            if (i % 20_000 == 0) large[i / 20_000 % large.Length] = new byte[100_000 + i % 1000];
            if (i % 1_500_000 == 1_499_999) GC.Collect((int)(i / 1_500_000 % 3), GCCollectionMode.Forced, blocking: i % 2 == 0);
            Interlocked.Increment(ref _allocations);
        }
    }

    private sealed class Short
    {
        public long Number;
    }
}
