using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>The newest collections of one process.</summary>
internal sealed class CollectionRing(int capacity)
{
    public const int CapacityMax = 1024;

    private readonly Queue<Collection> _items = new();

    public int Count => _items.Count;

    public void Add(Collection collection)
    {
        if (_items.Count == capacity) _items.Dequeue();
        _items.Enqueue(collection);
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<Collection> ToList() => _items.ToArray();
}
