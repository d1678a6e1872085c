using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention.Roots;
using LeakFleet.Agent.Retention.Search;

namespace LeakFleet.Agent.Tests.Retention;

public sealed class ReferenceGraphTests
{
    private const ulong TypeA = 0x7f80_0000_0000;
    private const ulong TypeB = TypeA + 0x1000;

    [Fact]
    public void ACircleHasNoPathUntilARootHoldsAnyOfIt()
    {
        using var graph = new ReferenceGraph(100, 100);
        var nodes = Enumerable.Range(0, 3).Select(i => graph.Add(Address(i), TypeA, HeapPlace.Gen2)).ToArray();
        for (var i = 0; i < 3; i++) graph.AddHolder(nodes[i], Address((i + 1) % 3), TypeA, HeapPlace.Gen2, 8, EdgeKind.Reference);

        Assert.All(nodes, node => Assert.False(new RootedPaths(graph, new Dictionary<int, RootHit>()).Has(node)));
        var paths = new RootedPaths(graph, new Dictionary<int, RootHit> { [nodes[2]] = new(RootKind.Static, 0x1000, 0) });
        Assert.All(nodes, node => Assert.True(paths.HasBest(node)));
    }

    [Fact]
    public void AStaticFieldIsPreferredToAFrameHoweverNear()
    {
        using var graph = new ReferenceGraph(100, 100);
        var sample = graph.Add(Address(0), TypeA, HeapPlace.Gen2);
        graph.AddHolder(sample, Address(1), TypeB, HeapPlace.Gen2, 8, EdgeKind.Reference);
        var roots = new Dictionary<int, RootHit> { [sample] = new(RootKind.Stack, 0x1000, 0), [graph.Index.Find(Address(1))] = new(RootKind.Static, 0x2000, 0) };

        Assert.True(new RootedPaths(graph, roots).HasBest(sample));
    }

    [Fact]
    public void AMillionHoldersOfOneTypeTakeNoMoreRoomThanAFew()
    {
        using var graph = new ReferenceGraph(100, 100);
        var hub = graph.Add(Address(0), TypeA, HeapPlace.Gen2);
        for (var i = 1; i < 1_000_000; i++) graph.AddHolder(hub, Address(i), TypeB, HeapPlace.Gen2, 8, EdgeKind.Reference);

        Assert.Equal(1 + graph.HoldersPerTypeMax, graph.NodeCount);
        Assert.False(graph.IsFull);
        Assert.True(graph.ReopenCapped());
    }

    [Fact]
    public void ReachingALimitIsToldAndKeepsWhatThereIs()
    {
        using var graph = new ReferenceGraph(3, 100) { HoldersPerTypeMax = 100 };
        var sample = graph.Add(Address(0), TypeA, HeapPlace.Gen2);
        for (var i = 1; i < 10; i++) graph.AddHolder(sample, Address(i), TypeB, HeapPlace.Gen2, 8, EdgeKind.Reference);

        Assert.True(graph.IsFull);
        Assert.Equal((3, 2), (graph.NodeCount, graph.EdgeCount));
    }

    [Fact]
    public void WhatACollectionMovedIsForgottenAndItsHeldAreLookedForAgain()
    {
        using var graph = new ReferenceGraph(100, 100);
        var sample = graph.Add(Address(0), TypeA, HeapPlace.Gen2);
        graph.AddHolder(sample, Address(1), TypeB, HeapPlace.Gen0, 8, EdgeKind.Reference);
        graph.BeginScan(false);
        graph.BeginScan(false);
        Assert.Equal(NodeState.Closed, graph.StateOf(sample));

        graph.Remove(node => graph.PlaceOf(node) == HeapPlace.Gen0, _ => false);

        Assert.Equal(-1, graph.Index.Find(Address(1)));
        Assert.Empty(graph.EdgesTo(sample));
        Assert.Equal(1, graph.BeginScan(false));
    }

    [Fact]
    public void TheIndexFindsWhatItHoldsAndNothingElse()
    {
        using var index = new AddressIndex(10_000);
        index.ResetFilter(10_000);
        for (var i = 1; i <= 10_000; i++)
        {
            index.Set(Address(i), i);
            index.Pass(Address(i));
        }

        Assert.Equal(Enumerable.Range(1, 10_000), Enumerable.Range(1, 10_000).Select(i => index.Find(Address(i))));
        Assert.Equal(-1, index.Find(0));
        Assert.Equal(-1, index.Find(Address(10_001)));
    }

    private static ulong Address(int number) => 0x7f00_0000_0000 + 24 * (ulong)number;
}
