using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention.Roots;
using LeakFleet.Agent.Retention.Search;

namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>The number of elements of a <c>ConcurrentDictionary</c>, which keeps one for each of its locks.</summary>
internal static class ConcurrentCounts
{
    private const int FieldsMax = 16;
    private const int CountersMax = 65_536;
    private const ulong ArrayLengthOffset = 8;
    private const ulong ArrayDataOffset = 16;

    /// <summary>Of the dictionary whose tables hold the array on the path; null when there is no such.</summary>
    public static CollectionCount? Find(HeapSession session, ReferenceGraph graph, FoundPath path, int array)
    {
        if (array < 2) return null;
        var tables = graph.MethodTableOf(path.Objects.ElementAt(array - 1).Node);
        if (!DotnetCollections.Has(session, tables)) return null;
        var places = Enumerable.Range(1, FieldsMax).Select(word => new FieldPlace(tables, word * sizeof(ulong))).ToList();
        var counters = Array.IndexOf(session.Inspection.ResolveFields(places), "_countPerLock");
        return counters < 0 ? null : new CollectionCount(path.Addresses[array - 2], graph.MethodTableOf(path.Objects.ElementAt(array - 2).Node), (int)path.Edges[array - 2].Offset, -1)
        {
            CountersOffset = places[counters].Offset,
        };
    }

    /// <summary>Null when something else lies there by now.</summary>
    public static long? Read(MemoryRead memory, in CollectionCount count)
    {
        if (!memory.TryRead(count.Address, out ulong word) || (word & ~RegionDecoder.MarkBits) != count.MethodTable
            || !memory.TryRead(count.Address + (ulong)count.Offset, out ulong tables) || !memory.TryRead(tables + (ulong)count.CountersOffset, out ulong array)
            || !memory.TryRead(array + ArrayLengthOffset, out uint length) || length > CountersMax) return null;
        var counters = new int[length];
        return memory.TryFill(array + ArrayDataOffset, counters.AsSpan()) ? counters.Sum(counter => (long)Math.Max(0, counter)) : null;
    }
}
