using LeakFleet.Agent.Heap;
using LeakFleet.Protocol;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>The types of a heap with their names and numbers, as one scan found them.</summary>
internal sealed class TypeDirectory
{
    private readonly Dictionary<ulong, TypeCount> _types = [];

    private TypeDirectory()
    {
    }

    public IReadOnlyCollection<TypeCount> All => _types.Values;

    public TypeCount? Of(ulong methodTable) => _types.GetValueOrDefault(methodTable);

    /// <summary>Counts every object, and names every type.</summary>
    public static TypeDirectory Read(HeapSession session)
    {
        var counted = session.Scan.Workers.ToDictionary(worker => worker, _ => new TypeCensus());
        session.Run(_ => true, isBackward: false, (worker, region, deadline) =>
        {
            var visitor = new CensusVisitor(counted[worker], region.Place);
            worker.Scan(region, ref visitor, deadline, session.Cancellation);
        });
        var sums = new Dictionary<ulong, (GenerationValues Counts, GenerationValues Bytes)>();
        foreach (var (worker, census) in counted)
        {
            for (var id = 0; id < worker.Types.Types.Count; id++)
            {
                var (methodTable, (counts, bytes)) = (worker.Types.Types[id].MethodTable, census.Of(id));
                if (methodTable == session.Moment.Layout.FreeMethodTable || counts.Total == 0) continue;
                var sum = sums.GetValueOrDefault(methodTable);
                sums[methodTable] = (sum.Counts + counts, sum.Bytes + bytes);
            }
        }
        var directory = new TypeDirectory();
        var names = session.Inspection.Resolve([.. sums.Keys]);
        foreach (var ((methodTable, (counts, bytes)), name) in sums.Zip(names))
        {
            if (name is { } known) directory._types[methodTable] = new TypeCount(known.Name, known.Assembly, methodTable, counts, bytes);
        }
        return directory;
    }
}
