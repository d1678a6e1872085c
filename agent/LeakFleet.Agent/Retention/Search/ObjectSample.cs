namespace LeakFleet.Agent.Retention.Search;

/// <summary>
/// An even choice among objects met one after another, in a fixed amount of memory: each is as likely to be in it as any other (Vitter's algorithm R).
/// </summary>
internal sealed class ObjectSample(int max, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<FoundObject> _chosen = [];

    public IReadOnlyList<FoundObject> Chosen => _chosen;

    /// <summary>Objects met.</summary>
    public long Met { get; private set; }

    public void Meet(in FoundObject found)
    {
        Met++;
        if (_chosen.Count < max)
        {
            _chosen.Add(found);
            return;
        }
        var at = _random.NextInt64(Met);
        if (at < max) _chosen[(int)at] = found;
    }
}
