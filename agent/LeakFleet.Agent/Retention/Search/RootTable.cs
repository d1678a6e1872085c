using System.Runtime.InteropServices;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention.Roots;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>Where the roots of a process lie. What they hold is read anew each time it is asked: collections change it.</summary>
internal sealed class RootTable
{
    private const int PageBytes = 4096;
    private const int RangeBytes = 64 * 1024;

    private readonly (ulong Slot, RootHit Hit)[] _slots;
    private readonly (ulong Target, RootHit Hit)[] _withoutSlot;
    private readonly Dictionary<ulong, RootHit> _statics;
    private readonly IReadOnlyList<SlotRange> _finalizerQueue;

    public RootTable(RootLayout layout, StaticLayout staticLayout)
    {
        Layout = layout;
        StaticLayout = staticLayout;
        var statics = staticLayout.Slots;
        _finalizerQueue = layout.FinalizerQueue;
        _statics = new Dictionary<ulong, RootHit>(statics.Count);
        var hits = new List<RootHit>(layout.Handles.Count + statics.Count + layout.StackSlots.Count);
        // Weak handles never hold anything, dependent ones are edges.
        hits.AddRange(layout.Handles.Where(handle => handle.Kind is not (RootKind.WeakHandle or RootKind.DependentHandle)).Select(handle => new RootHit(handle.Kind, handle.Address, 0)));
        foreach (var hit in statics.Select((slot, i) => new RootHit(slot.Thread == 0 ? RootKind.Static : RootKind.ThreadStatic, slot.Address, i)))
        {
            hits.Add(hit);
            _statics[hit.Slot] = hit;
        }
        var stack = layout.StackSlots.Select((slot, i) => (Slot: slot, Hit: new RootHit(RootKind.Stack, slot.IsObject ? 0 : slot.Address, i))).ToLookup(known => known.Slot.IsObject);
        hits.AddRange(stack[false].Select(known => known.Hit));
        _withoutSlot = [.. stack[true].Select(known => (known.Slot.Address, known.Hit))];
        _slots = [.. hits.Select(hit => (hit.Slot, hit)).OrderBy(slot => slot.Slot)];
    }

    public RootLayout Layout { get; }

    public StaticLayout StaticLayout { get; }

    public IReadOnlyList<StaticSlot> Statics => StaticLayout.Slots;

    /// <summary>
    /// Objects that static fields hold by words of arrays that handles hold. It is where such a word lies that tells, not what is in it: what it holds may have been moved since it was met.
    /// </summary>
    public IEnumerable<(int Node, RootHit Hit)> StaticsWithin(ReferenceGraph graph, IReadOnlyDictionary<int, RootHit> rooted)
    {
        for (var node = 0; node < graph.NodeCount; node++)
        {
            if (graph.StateOf(node) == NodeState.Dead) continue;
            foreach (var edge in graph.EdgesTo(node).Select(graph.Edge))
            {
                if (edge is not { Kind: EdgeKind.Reference, Links: 1 } || !rooted.TryGetValue(edge.Holder, out var holder) || holder.Kind is not (RootKind.StrongHandle or RootKind.PinnedHandle)) continue;
                if (_statics.TryGetValue(graph.AddressOf(edge.Holder) + (ulong)edge.Offset, out var hit)) yield return (node, hit);
            }
        }
    }

    /// <summary>Shows every root with the object that it holds now.</summary>
    /// <param name="isAsListed">No collection has begun since the roots were listed. Without that nothing is known of what registers hold, which no word of memory tells.</param>
    public void ForEach(MemoryRead memory, bool isAsListed, Action<ulong, RootHit> visit)
    {
        Span<byte> page = stackalloc byte[PageBytes];
        for (var i = 0; i < _slots.Length;)
        {
            var start = _slots[i].Slot;
            var read = memory(start, page[..(int)(PageBytes - start % PageBytes)]);
            do
            {
                var offset = (int)(_slots[i].Slot - start);
                if (offset + sizeof(ulong) <= read) visit(MemoryMarshal.Read<ulong>(page[offset..]), _slots[i].Hit);
                i++;
            }
            while (i < _slots.Length && _slots[i].Slot - start < (ulong)read);
        }
        var words = new ulong[RangeBytes / sizeof(ulong)];
        foreach (var range in _finalizerQueue)
        {
            for (var address = range.Start; address < range.End;)
            {
                var part = words.AsSpan(0, (int)Math.Min((ulong)words.Length, (range.End - address) / sizeof(ulong)));
                if (part.IsEmpty || !memory.TryFill(address, part)) break;
                for (var i = 0; i < part.Length; i++) visit(part[i], new RootHit(RootKind.FinalizerQueue, address + (ulong)(i * sizeof(ulong)), 0));
                address += (ulong)(part.Length * sizeof(ulong));
            }
        }
        if (!isAsListed) return;
        foreach (var (target, hit) in _withoutSlot) visit(target, hit);
    }
}
