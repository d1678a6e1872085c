namespace LeakFleet.Agent.Heap;

/// <summary>The types of all workers of a walk, each once.</summary>
internal sealed class WalkTypes
{
    private readonly List<(ulong MethodTable, MethodTableHeader Header)> _all = [];
    private readonly Dictionary<RegionWorker, int[]> _ids = [];

    public WalkTypes(IReadOnlyList<RegionWorker> workers)
    {
        var known = new Dictionary<ulong, int>();
        foreach (var worker in workers)
        {
            var ids = new int[worker.Types.Types.Count];
            for (var i = 0; i < ids.Length; i++)
            {
                var type = worker.Types.Types[i];
                if (!known.TryGetValue(type.MethodTable, out ids[i]))
                {
                    known[type.MethodTable] = ids[i] = _all.Count;
                    _all.Add(type);
                }
            }
            _ids[worker] = ids;
        }
    }

    public IReadOnlyList<(ulong MethodTable, MethodTableHeader Header)> All => _all;

    /// <summary>Index in <see cref="All"/> of each of the worker's types.</summary>
    public int[] IdsOf(RegionWorker worker) => _ids[worker];
}
