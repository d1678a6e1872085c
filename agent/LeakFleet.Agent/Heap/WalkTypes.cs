namespace LeakFleet.Agent.Heap;

/// <summary>The types of all workers of a walk, each once.</summary>
internal sealed class WalkTypes
{
    private readonly List<(ulong MethodTable, MethodTableHeader Header)> _all = [];
    private readonly Dictionary<RegionWorker, int[]> _ids = [];

    /// <summary>Stands for a type beyond the limit.</summary>
    public const int NoId = -1;

    /// <param name="typesMax">Each worker keeps it for itself, but their types need not be the same.</param>
    public WalkTypes(IReadOnlyList<RegionWorker> workers, int typesMax)
    {
        var known = new Dictionary<ulong, int>();
        foreach (var worker in workers)
        {
            var ids = new int[worker.Types.Types.Count];
            for (var i = 0; i < ids.Length; i++)
            {
                var type = worker.Types.Types[i];
                if (known.TryGetValue(type.MethodTable, out ids[i])) continue;
                if (_all.Count == typesMax)
                {
                    ids[i] = NoId;
                    continue;
                }
                known[type.MethodTable] = ids[i] = _all.Count;
                _all.Add(type);
            }
            _ids[worker] = ids;
        }
    }

    public IReadOnlyList<(ulong MethodTable, MethodTableHeader Header)> All => _all;

    /// <summary>Index in <see cref="All"/> of each of the worker's types, or <see cref="NoId"/>.</summary>
    public int[] IdsOf(RegionWorker worker) => _ids[worker];
}
