using System.Buffers.Binary;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention.Roots;
using LeakFleet.Agent.Retention.Search;

namespace LeakFleet.Agent.Tests.Retention;

public sealed class RootTableTests
{
    private const ulong Slots = 0x7000_0000_0ff0;

    [Fact]
    public void WeakHandlesHoldNothingAndDependentOnesAreNoRoots()
    {
        var layout = Roots with
        {
            Handles = [new HandleSlot(Slots, RootKind.WeakHandle, 1, 0), new HandleSlot(Slots + 8, RootKind.StrongHandle, 1, 0), new HandleSlot(Slots + 16, RootKind.DependentHandle, 1, 1)],
        };

        Assert.Equal([(Slots + 8, RootKind.StrongHandle)], Visit(new RootTable(layout, new StaticLayout([], 0, false, null))));
    }

    [Fact]
    public void EverySlotIsReadAsItIsNowAlsoAcrossPages()
    {
        var statics = Enumerable.Range(0, 600).Select(i => new StaticSlot(Slots + 8 * (ulong)i, "A.B", i % 2)).ToList();
        var layout = Roots with { FinalizerQueue = [new SlotRange(Slots + 0x10000, Slots + 0x10000 + 8 * 20_000)] };

        var visited = Visit(new RootTable(layout, new StaticLayout(statics, 0, false, null)));

        Assert.Equal(600 + 20_000, visited.Count);
        Assert.Equal(300, visited.Count(slot => slot.Kind == RootKind.ThreadStatic));
        Assert.Equal(visited.Select(slot => slot.Value).Distinct().Count(), visited.Count);
    }

    [Fact]
    public void AStaticFieldIsTheRootOfWhatAHandlesArrayHoldsByItsWordThoughItMovedSinceItWasMet()
    {
        const ulong array = 0x7100_0000_0000, held = 0x7200_0000_0000, methodTable = 0x7300_0000_0000;
        using var graph = new ReferenceGraph(100, 100);
        var node = graph.Add(held, methodTable, HeapPlace.Gen0);
        graph.AddHolder(node, array, methodTable, HeapPlace.Pinned, offset: 24, EdgeKind.Reference);
        var rooted = new Dictionary<int, RootHit> { [graph.Index.Find(array)] = new(RootKind.StrongHandle, Slots, 0) };
        var roots = new RootTable(Roots, new StaticLayout([new StaticSlot(array + 16, "A.Other", 0), new StaticSlot(array + 24, "A.Its", 0)], 0, false, null));

        Assert.Equal([(node, new RootHit(RootKind.Static, array + 24, 1))], roots.StaticsWithin(graph, rooted));
        Assert.Empty(roots.StaticsWithin(graph, new Dictionary<int, RootHit>()));
    }

    [Theory, InlineData(true), InlineData(false)]
    public void WhatARegisterHeldIsKnownUntilTheNextCollectionOnly(bool isAsListed)
    {
        var roots = new RootTable(Roots with { StackSlots = [new StackSlot(0x7400_0000_0000, 0, -1, IsObject: true)] }, new StaticLayout([], 0, false, null));
        var shown = new List<(ulong, RootHit)>();

        roots.ForEach((_, _) => 0, isAsListed, (target, hit) => shown.Add((target, hit)));

        Assert.Equal(isAsListed ? [(0x7400_0000_0000, new RootHit(RootKind.Stack, 0, 0))] : [], shown);
    }

    private static RootLayout Roots => new([], [], [], [], [], false, null);

    /// <summary>In this memory each word holds its own address.</summary>
    private static List<(ulong Value, RootKind Kind)> Visit(RootTable roots)
    {
        var visited = new List<(ulong, RootKind)>();
        roots.ForEach(
            (address, bytes) =>
            {
                for (var i = 0; i + 8 <= bytes.Length; i += 8) BinaryPrimitives.WriteUInt64LittleEndian(bytes[i..], address + (ulong)i);
                return bytes.Length;
            },
            isAsListed: true,
            (value, hit) =>
            {
                Assert.Equal(hit.Slot, value);
                visited.Add((value, hit.Kind));
            });
        return visited;
    }
}
