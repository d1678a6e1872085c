using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>The newest collections of one process.</summary>
internal sealed class CollectionRing(int capacity)
{
    public const int CapacityMax = 1024;

    private readonly Queue<Collection> _items = new();
    private Collection _newest;

    public int Count => _items.Count;

    /// <summary>By the runtime's own numbers, so that what was not reported counts too; NaN when too few are known.</summary>
    public double PerHour =>
        _items.TryPeek(out var oldest) && _newest.EndedUnixMilliseconds > oldest.EndedUnixMilliseconds
            ? (_newest.Index - oldest.Index) * TimeSpan.MillisecondsPerHour / (double)(_newest.EndedUnixMilliseconds - oldest.EndedUnixMilliseconds)
            : double.NaN;

    public void Add(Collection collection)
    {
        _newest = collection;
        if (_items.Count == capacity) _items.Dequeue();
        _items.Enqueue(collection);
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<Collection> ToList() => _items.ToArray();
}
