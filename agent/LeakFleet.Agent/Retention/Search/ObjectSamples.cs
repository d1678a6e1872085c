using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>Chooses objects of some types: of those that have survived collections first, since what is young may be about to go.</summary>
internal static class ObjectSamples
{
    private const int Seed = 20_250;

    public static IReadOnlyList<FoundObject> Choose(HeapSession session, IReadOnlySet<ulong> methodTables, int max)
    {
        var survivors = Choose(session, methodTables, max, place => place is HeapPlace.Gen2 or HeapPlace.Large or HeapPlace.Pinned or HeapPlace.Frozen);
        return survivors.Count == max ? survivors : [.. survivors, .. Choose(session, methodTables, max - survivors.Count, place => place is HeapPlace.Gen0 or HeapPlace.Gen1)];
    }

    private static List<FoundObject> Choose(HeapSession session, IReadOnlySet<ulong> methodTables, int max, Predicate<HeapPlace> isWanted)
    {
        var seed = Seed;
        var samples = session.Scan.Workers.ToDictionary(worker => worker, _ => new ObjectSample(max, seed++));
        session.Run(region => isWanted(region.Place), isBackward: false, (worker, region, deadline) =>
        {
            var visitor = new SampleVisitor(methodTables, samples[worker], region.Place);
            worker.Scan(region, ref visitor, deadline, session.Cancellation);
        });
        // Each worker's choice is even among what it met: shares of the whole go by how much that was.
        var met = samples.Values.Sum(sample => sample.Met);
        var all = samples.Values.SelectMany(sample => sample.Chosen.Select((found, i) => (found, Order: (i + 0.5) / Math.Max(1, sample.Met)))).OrderBy(chosen => chosen.Order);
        return all.Take((int)Math.Min(max, met)).Select(chosen => chosen.found).ToList();
    }
}
