using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention.Roots;
using LeakFleet.Agent.Retention.Search;

namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>Counts what handles and finalizer queues hold.</summary>
internal static class RootQuery
{
    private const int PieceWords = 8192;
    private const string Unreadable = "(cannot be read)";

    public static RootReport Run(HeapSession session)
    {
        var roots = session.ReadRoots();
        if (roots.Trouble is { } trouble) return RootReport.Failed(trouble);
        var handles = roots.Handles.Select(handle => (Key: handle.Kind, MethodTable: MethodTableAt(session, handle.Address))).ToList();
        var finalizable = Count(session, roots.Finalizable);
        var queue = Count(session, roots.FinalizerQueue);
        var types = handles.Select(handle => handle.MethodTable).Concat(finalizable.Keys).Concat(queue.Keys).Where(table => table != 0).Distinct().ToList();
        var names = types.Zip(session.Inspection.Resolve(types)).ToDictionary(pair => pair.First, pair => pair.Second?.Name ?? Unreadable);
        return new RootReport(
            [.. handles.CountBy(handle => handle).Select(count => new RootCount(Words(count.Key.Key), count.Key.Key != RootKind.WeakHandle, NameOf(count.Key.MethodTable), count.Value))
                .OrderByDescending(count => count.Count).ThenBy(count => count.Kind, StringComparer.Ordinal).ThenBy(count => count.Type, StringComparer.Ordinal)],
            Named(finalizable, "finalizable", false), Named(queue, "finalizer queue", true),
            roots.Threads.FirstOrDefault(thread => thread.IsFinalizer)?.Frames ?? [], roots.WasCut, null);

        string NameOf(ulong methodTable) => names.GetValueOrDefault(methodTable, Unreadable);

        List<RootCount> Named(Dictionary<ulong, long> counts, string kind, bool holds) => counts
            .GroupBy(count => NameOf(count.Key), StringComparer.Ordinal).Select(same => new RootCount(kind, holds, same.Key, same.Sum(count => count.Value)))
            .OrderByDescending(count => count.Count).ThenBy(count => count.Type, StringComparer.Ordinal).ToList();
    }

    private static Dictionary<ulong, long> Count(HeapSession session, IReadOnlyList<SlotRange> ranges)
    {
        var counts = new Dictionary<ulong, long>();
        var words = new ulong[PieceWords];
        foreach (var range in ranges)
        {
            for (var at = range.Start; at < range.End && !session.IsOver; at += PieceWords * sizeof(ulong))
            {
                var part = words.AsSpan(0, (int)Math.Min(PieceWords, (range.End - at) / sizeof(ulong)));
                if (!session.Memory.TryFill(at, part)) break;
                foreach (var address in part)
                {
                    if (ObjectContent.Header(session.Memory, address) is { } found) counts[found.MethodTable] = counts.GetValueOrDefault(found.MethodTable) + 1;
                }
            }
        }
        return counts;
    }

    private static ulong MethodTableAt(HeapSession session, ulong slot) =>
        session.Memory.TryRead(slot, out ulong address) && ObjectContent.Header(session.Memory, address) is { } found ? found.MethodTable : 0;

    private static string Words(RootKind kind) => kind switch
    {
        RootKind.StrongHandle => "strong",
        RootKind.PinnedHandle => "pinned",
        RootKind.AsyncPinnedHandle => "async-pinned",
        RootKind.RefCountedHandle => "ref-counted",
        RootKind.SizedHandle => "sized",
        RootKind.DependentHandle => "dependent",
        _ => "weak",
    };
}
