using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention.Roots;
using LeakFleet.Agent.Retention.Search;

namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>Counts the links of lists, such as the runtime's timers, and the elements of lists of arrays, such as concurrent queues.</summary>
internal static class ListCounts
{
    /// <summary>A second or two; longer lists are not counted.</summary>
    private const int LinksMax = 1_000_000;

    /// <summary>Of a list whose links hold arrays: the last of them are the largest, so few hold much.</summary>
    private const int ArraysMax = 4096;

    private const int FieldsMax = 64;

    /// <summary>The list that a path goes through by an object; null when that is no link of one.</summary>
    /// <param name="at">Of the object on the path.</param>
    /// <returns>And which object on the path is its first link.</returns>
    public static (CollectionCount Count, int First)? Find(HeapSession session, ReferenceGraph graph, FoundPath path, int at)
    {
        var types = path.Objects.Select(found => graph.MethodTableOf(found.Node)).ToList();
        var type = types[at];
        // Of the links on the way the first: what holds it has the list.
        var first = types.IndexOf(type);
        if (first == 0) return null;
        var next = path.Edges.Where((edge, i) => types[i] == type && types[i + 1] == type).Select(edge => (int)edge.Offset).FirstOrDefault(-1);
        return Of(session, path, types, first, next, elements: -1) is { } count ? (count, first) : null;
    }

    /// <summary>The list of arrays whose link holds the array on the path; null when it is none.</summary>
    public static CollectionCount? FindOfArrays(HeapSession session, ReferenceGraph graph, FoundPath path, int array)
    {
        var types = path.Objects.Select(found => graph.MethodTableOf(found.Node)).ToList();
        var first = types.IndexOf(types[array - 1]);
        if (first == 0) return null;
        var places = Enumerable.Range(1, FieldsMax).Select(word => new FieldPlace(types[first], word * sizeof(ulong))).ToList();
        var next = Array.IndexOf(session.Inspection.ResolveFields(places), "_nextSegment");
        return next < 0 ? null : Of(session, path, types, first, places[next].Offset, (int)path.Edges[array - 1].Offset);
    }

    /// <summary>Null when something else lies there by now, and of a list that is too long to be counted.</summary>
    public static long? Read(MemoryRead memory, in CollectionCount count, ListShape list)
    {
        if (!memory.TryRead(count.Address + (ulong)count.Offset, out ulong first)) return null;
        var (links, elements, link) = (new ListLinks(memory, list.LinkType, list.NextOffset), 0L, first);
        for (var i = 0; link != 0 && (i == 0 || link != first); i++)
        {
            if (i == (list.ElementsOffset < 0 ? LinksMax : ArraysMax) || elements > ArrayElements.ElementsMax) return null;
            elements += list.ElementsOffset < 0 ? 1 : ElementsAt(memory, link + (ulong)list.ElementsOffset);
            link = links.Next(link);
        }
        return elements;
    }

    private static CollectionCount? Of(HeapSession session, FoundPath path, List<ulong> types, int first, int next, int elements)
    {
        var head = path.Edges[first - 1];
        if (next is < 0 or > ListLinks.OffsetMax || head.Kind != EdgeKind.Reference) return null;
        var count = new CollectionCount(path.Addresses[first - 1], types[first - 1], (int)head.Offset, -1) { List = new ListShape(types[first], next, elements) };
        return Read(session.Memory, count, count.List) is null ? null : count;
    }

    private static long ElementsAt(MemoryRead memory, ulong field) =>
        memory.TryRead(field, out ulong array) && memory.TryRead(array, out ulong word) ? ArrayElements.CountNotNull(memory, new CollectionCount(array, word & ~RegionDecoder.MarkBits, -1, -1)) : 0;
}
