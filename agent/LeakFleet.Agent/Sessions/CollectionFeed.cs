using LeakFleet.Protocol;

namespace LeakFleet.Agent.Sessions;

/// <summary>Hands collections over from the thread that reads events to the loop that ships them. Full, it forgets the oldest and counts it.</summary>
internal sealed class CollectionFeed
{
    public const int CollectionsMax = 4 * WireLimits.CollectionsMax;

    private readonly Lock _lock = new();
    private readonly Queue<Collection> _collections = new();
    private Collection? _lastGen2;
    private long _lastIndex = -1;
    private long _committedBytes = -1;
    private long _dropped;

    /// <summary>Number of the last collection that finished; -1 before the first.</summary>
    public long LastIndex => Interlocked.Read(ref _lastIndex);

    /// <summary>-1 until the runtime tells; before .NET 7 it does not.</summary>
    public long CommittedBytes => Interlocked.Read(ref _committedBytes);

    public long Dropped => Interlocked.Read(ref _dropped);

    public void Commit(long bytes) => Interlocked.Exchange(ref _committedBytes, bytes);

    public void Add(Collection collection)
    {
        lock (_lock)
        {
            if (_collections.Count >= CollectionsMax)
            {
                _collections.Dequeue();
                _dropped++;
            }
            _collections.Enqueue(collection);
            if (collection.Generation == 2) _lastGen2 = collection;
            Interlocked.Exchange(ref _lastIndex, collection.Index);
        }
    }

    /// <summary>The gen2 collection that finished last since this was asked, if any.</summary>
    public Collection? TakeGen2()
    {
        lock (_lock)
        {
            var last = _lastGen2;
            _lastGen2 = null;
            return last;
        }
    }

    /// <summary>The oldest collections that fit one message, which are then forgotten here.</summary>
    public IReadOnlyList<Collection> TakeBatch()
    {
        lock (_lock)
        {
            var batch = new Collection[Math.Min(_collections.Count, WireLimits.CollectionsMax)];
            for (var i = 0; i < batch.Length; i++) batch[i] = _collections.Dequeue();
            return batch;
        }
    }
}
