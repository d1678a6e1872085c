using LeakFleet.Server.Api;
using LeakFleet.Server.Charts;

namespace LeakFleet.Server.Tests.Charts;

public sealed class RetentionGraphTests
{
    [Fact]
    public void OneWayIsAChainFromItsRootDownToTheObjects()
    {
        var graph = Graph(0, ("static Acme.Cache.Orders → System.Collections.Generic.List<Acme.Order>._items → Acme.Order[] → Acme.Order", 1, true));
        Assert.Equal(["A.Order", "Order[]", "List<Order>._items", "static Cache.Orders"], graph.Boxes.OrderByDescending(b => b.Y).Select(b => b.Label));
        Assert.Single(graph.Boxes.Select(b => b.X).Distinct());
        Assert.Equal(3, graph.Lines.Count);
        var root = graph.Boxes.Single(b => b.Kind == RetentionGraphKind.Root);
        Assert.Equal("holds 100 %, confirmed", root.Note);
        Assert.Equal("static Acme.Cache.Orders: holds 100 %, confirmed.", graph.Description);
    }

    [Fact]
    public void WaysThatEndAlikeShareTheirEndAndThicknessIsTheShare()
    {
        var graph = Graph(
            0, ("static A.Cache → A.List._items → A.Order[] → A.Order", 0.7, true), ("strong handle → A.List._items → A.Order[] → A.Order", 0.2, false), ("static B.Other → A.Order", 0.1, false));
        Assert.Equal(6, graph.Boxes.Count);
        Assert.Equal(5, graph.Lines.Count);
        Assert.Equal(3, graph.Boxes.Count(b => b.Kind == RetentionGraphKind.Root));
        var shared = graph.Boxes.Single(b => b.Title == "A.Order[]");
        var objects = graph.Boxes.Single(b => b.Kind == RetentionGraphKind.Objects);
        var thick = graph.Lines.Single(l => Near(l.FromX, shared) && l.ToY == objects.Y);
        Assert.True(thick.Width > graph.Lines.Where(l => l.ToY == objects.Y).Min(l => l.Width) + 5);
        Assert.All(graph.Boxes, box => Assert.InRange(box.X, 0, graph.Width - RetentionGraphLayout.BoxWidth));
        Assert.All(graph.Boxes, box => Assert.InRange(box.Y, 0, graph.Height - RetentionGraphLayout.BoxHeight));
        Assert.All(graph.Boxes, a => Assert.DoesNotContain(graph.Boxes, b => b != a && b.Y == a.Y && Math.Abs(b.X - a.X) < RetentionGraphLayout.BoxWidth));
    }

    [Fact]
    public void WhatNoPathWasFoundForIsDrawnToo()
    {
        var graph = Graph(16, ("static A.Cache → A.Order", 0.75, true));
        var unknown = graph.Boxes.Single(b => b.Kind == RetentionGraphKind.Unknown);
        Assert.Equal("25 %", unknown.Note);
        Assert.Single(graph.Lines, l => l.IsUnknown);
    }

    [Fact]
    public void ALongPathLosesItsMiddleAndLongNamesTheirs()
    {
        var steps = Enumerable.Range(0, 40).Select(i => $"Acme.Step{i}._next").Prepend("static " + new string('x', 3000)).Append("A.Order");
        var graph = Graph(0, (string.Join(" → ", steps), 1, true));
        Assert.InRange(graph.Boxes.Count, 5, 10);
        Assert.Contains(graph.Boxes, b => b.Label.Contains("more", StringComparison.Ordinal));
        Assert.All(graph.Boxes, b => Assert.InRange(b.Label.Length, 1, 36));
    }

    [Fact]
    public void WithoutAWayThereIsNothingToDraw() => Assert.Null(RetentionGraphLayout.Of(Found(64), "A.Order"));

    private static bool Near(double x, RetentionGraphBox box) => Math.Abs(x - box.X - (RetentionGraphLayout.BoxWidth / 2.0)) < 1;

    private static RetentionGraphLayout Graph(int unexplained, params (string Signature, double Share, bool Confirmed)[] ways) => RetentionGraphLayout.Of(Found(unexplained, ways), "A.Order")!;

    private static RetentionResponse Found(int unexplained, params (string Signature, double Share, bool Confirmed)[] ways) => new(
        "node-1~b~1~1", DateTimeOffset.UnixEpoch, "", 10_000, 640_000, 64, unexplained, [.. ways.Select(w => new RetentionSignatureResponse(w.Signature, w.Share, "", w.Confirmed))], [], null, 1, []);
}
