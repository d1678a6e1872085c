namespace LeakyApp.Scenarios.Harmless;

internal sealed class LruCache : IScenario
{
    /// <summary>About 3 MB: full 20 s after the start at the default rate.</summary>
    private const int EntryCountMax = 2500;

    private readonly Dictionary<string, LinkedListNode<SearchResult>> _byQuery = [];
    private readonly LinkedList<SearchResult> _byUse = [];
    private long _number;

    public int BytesPerRequest => 32 + 104 + 1024 + 48 + 32;

    public void Step(TimeSpan now, int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            Add(Payload.Text("query", _number++));
            Use(Payload.Text("query", _number * 3 / 4));
        }
    }

    private void Add(string query)
    {
        _byQuery.Add(query, _byUse.AddFirst(new SearchResult(query, Payload.Bytes(1000))));
        if (_byQuery.Count <= EntryCountMax || _byUse.Last is not { } oldest)
            return;
        _byUse.RemoveLast();
        _byQuery.Remove(oldest.Value.Query);
    }

    private void Use(string query)
    {
        if (!_byQuery.TryGetValue(query, out var node))
            return;
        _byUse.Remove(node);
        _byUse.AddFirst(node);
    }
}
