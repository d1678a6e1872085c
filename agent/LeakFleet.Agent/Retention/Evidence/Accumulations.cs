using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention.Roots;
using LeakFleet.Agent.Retention.Search;

namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>Finds the collection that holds most of the sampled objects, and how many elements it has.</summary>
internal static class Accumulations
{
    private const int FieldBytes = sizeof(int);

    /// <summary>Fields in which .NET's own collections keep their number of elements.</summary>
    private static readonly string[] CountFields = ["_size", "_count", "count"];

    private const string FreeField = "_freeCount";

    /// <summary>Of a delegate: the array of those that it calls.</summary>
    private const string InvocationList = "_invocationList";

    /// <summary>The collection nearest to the samples in which most paths part; null when they part nowhere.</summary>
    public static AccumulationPoint? Find(
        HeapSession session, ReferenceGraph graph, IReadOnlyList<(FoundPath Path, PathCertainty Certainty)> found, IReadOnlyList<RetentionPath> paths)
    {
        var children = new Dictionary<int, HashSet<int>>();
        var samples = new Dictionary<int, int>();
        foreach (var (path, _) in found)
        {
            foreach (var edge in path.Edges)
            {
                (children.TryGetValue(edge.Holder, out var held) ? held : children[edge.Holder] = []).Add(edge.Held);
                samples[edge.Holder] = samples.GetValueOrDefault(edge.Holder) + 1;
            }
        }
        var point = children.Where(holder => holder.Value.Count > 1 || found.Count == 1).OrderByDescending(holder => holder.Value.Count).ThenByDescending(holder => samples[holder.Key]).ThenBy(holder => holder.Key).Select(holder => holder.Key).FirstOrDefault(-1);
        if (point < 0) return null;
        // The longest, since it goes along a list where there is one.
        var of = found.Select((path, i) => (path.Path, paths[i])).Where(path => path.Path.Edges.Any(edge => edge.Holder == point)).MaxBy(path => path.Path.Edges.Count);
        var at = of.Path.Edges.ToList().FindIndex(edge => edge.Holder == point);
        if (Count(session, graph, of.Path, at) is not var (owner, count)) return null;
        var address = of.Path.Addresses[owner];
        // Links of a list are one step, at the address of the last of them.
        var steps = of.Item2.Steps.ToList();
        var index = steps.FindIndex(step => step.Address == address);
        if (index < 0) index = steps.FindIndex(step => step.MethodTable == graph.MethodTableOf(of.Path.Objects.ElementAt(owner).Node));
        var holder = index <= 0 ? of.Item2.RootText : $"{steps[index - 1].Type}.{steps[index - 1].Field}".TrimEnd('.');
        return Read(session.Memory, count) is { } elements ? new AccumulationPoint(steps[index].Type, holder, samples[point], elements, null, 0) { Count = count with { Way = CollectionWay.To(of.Path, of.Path.Addresses.ToList().IndexOf(count.Address)) } } : null;
    }

    /// <summary>Which object of the path people know as the collection, and how its elements are counted; null when it is no collection that can be counted.</summary>
    private static (int Owner, CollectionCount Count)? Count(HeapSession session, ReferenceGraph graph, FoundPath path, int at)
    {
        if (ListCounts.Find(session, graph, path, at) is { } list)
        {
            var holder = list.First - 1;
            return CountOf(session, TypeAt(holder), path.Addresses[holder]) is { } known ? (holder, known) : (at, list.Count);
        }
        if (at > 0 && IsArray(session, TypeAt(at)))
        {
            if (ConcurrentCounts.Find(session, graph, path, at) is { } concurrent) return (at - 2, concurrent);
            // The array is the collection's own; what people know is the object that has it.
            if (CountOf(session, TypeAt(at - 1), path.Addresses[at - 1]) is { } counted) return (at - 1, counted);
            if (ListCounts.FindOfArrays(session, graph, path, at) is { } arrays) return (at - 2, arrays);
            if (session.Inspection.ResolveFields([new FieldPlace(TypeAt(at - 1), (int)path.Edges[at - 1].Offset)]) is [InvocationList]) return (at - 1, Filled());
        }
        if (IsArray(session, TypeAt(at))) return (at, Filled());
        return CountOf(session, TypeAt(at), path.Addresses[at]) is { } own ? (at, own) : null;

        CollectionCount Filled() => new(path.Addresses[at], TypeAt(at), -1, -1);

        ulong TypeAt(int index) => graph.MethodTableOf(path.Objects.ElementAt(index).Node);
    }

    /// <summary>The number of elements now; null when something else lies there by now.</summary>
    public static long? Read(MemoryRead memory, CollectionCount count)
    {
        if (!memory.TryRead(count.Address, out ulong word) || (word & ~RegionDecoder.MarkBits) != count.MethodTable) return null;
        if (count.List is { } list) return ListCounts.Read(memory, count, list);
        if (count.CountersOffset >= 0) return ConcurrentCounts.Read(memory, count);
        if (count.Offset < 0) return ArrayElements.CountNotNull(memory, count);
        if (!memory.TryRead(count.Address + (ulong)count.Offset, out int elements) || elements < 0) return null;
        var free = 0;
        if (count.FreeOffset >= 0 && !memory.TryRead(count.Address + (ulong)count.FreeOffset, out free)) return null;
        return Math.Max(0, elements - free);
    }

    /// <summary>The same once more, wherever the collection lies by now.</summary>
    public static long? ReadAgain(MemoryRead memory, CollectionCount count) =>
        Read(memory, count) ?? (count.Way?.Follow(memory) is { } address and not 0 ? Read(memory, count with { Address = address }) : null);

    private static bool IsArray(HeapSession session, ulong methodTable) => session.Memory.TryRead(methodTable, out uint flags) && (flags & 0x8000_0000) != 0;

    private static CollectionCount? CountOf(HeapSession session, ulong methodTable, ulong address)
    {
        if (!DotnetCollections.Has(session, methodTable)) return null;
        if (!session.Memory.TryRead(methodTable, out MethodTableHeader header) || header.HasComponents || header.BaseSize > 1024) return null;
        var places = Enumerable.Range(2, (int)header.BaseSize / FieldBytes).Select(i => new FieldPlace(methodTable, i * FieldBytes)).ToList();
        var names = session.Inspection.ResolveFields(places);
        var offset = CountFields.Select(name => Array.IndexOf(names, name)).FirstOrDefault(i => i >= 0, -1);
        if (offset < 0) return null;
        var free = Array.IndexOf(names, FreeField);
        return new CollectionCount(address, methodTable, places[offset].Offset, free < 0 ? -1 : places[free].Offset);
    }
}
