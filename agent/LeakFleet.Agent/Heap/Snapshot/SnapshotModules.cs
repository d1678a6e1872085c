namespace LeakFleet.Agent.Heap.Snapshot;

/// <summary>Where the modules of a process lie, by the ids that its events use. The target tells it: both number and length are bounded.</summary>
internal sealed class SnapshotModules
{
    /// <summary>A large service loads some hundreds.</summary>
    public const int ModulesMax = 4096;

    private const int PathCharsMax = 4096;

    private readonly Dictionary<ulong, string> _paths = [];

    public void Add(ulong id, string path)
    {
        if (_paths.Count < ModulesMax && path.Length is > 0 and <= PathCharsMax) _paths.TryAdd(id, path);
    }

    /// <summary>Null where nobody told; so it is with modules that were never a file.</summary>
    public string? PathOf(ulong id) => _paths.GetValueOrDefault(id);
}
