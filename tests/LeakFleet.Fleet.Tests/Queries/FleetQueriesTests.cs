using LeakFleet.Detection;

namespace LeakFleet.Fleet.Tests.Queries;

public sealed class FleetQueriesTests
{
    [Fact]
    public void EveryPageTogetherIsEverythingOnce()
    {
        var part = Part(250);
        foreach (var sort in SortOrder.Of(QueryTarget.Processes))
            foreach (var sign in (string[])["", "-"])
                Assert.Equal(250, Walk(part, MadeFleet.Query(QueryTarget.Processes, $"sort={sign}{sort.Name}", "limit=7")).Distinct().Count());
    }

    [Fact]
    public void WhatDoesNotMoveIsNeitherRepeatedNorLeftOutWhileOtherThingsComeAndGo()
    {
        var random = new Random(7);
        var still = Enumerable.Range(0, 200).Select(i => MadeFleet.Process(1000 + i, $"still-{i % 5}")).ToList();
        var query = MadeFleet.Query(QueryTarget.Processes, "sort=heap", "limit=9");
        var seen = new List<int>();
        for (string? cursor = ""; cursor is not null;)
        {
            var moving = Enumerable.Range(0, random.Next(200)).Select(i => MadeFleet.Process(random.Next(1, 2_000_000), "moving"));
            var page = FleetQueries.Processes(new FleetPart([.. still, .. moving], [], []), query);
            seen.AddRange(page.Items.Where(p => p.Service != "moving").Select(p => p.Key.Pid));
            cursor = page.NextCursor;
            if (cursor is not null) query = MadeFleet.Query(QueryTarget.Processes, "sort=heap", "limit=9", $"cursor={cursor}");
        }

        Assert.Equal(still.Select(p => p.Key.Pid).OrderDescending(), seen);
    }

    [Fact]
    public void PartsThatAreJoinedAnswerAsOne()
    {
        var whole = Part(100);
        FleetPart[] parts = [.. Enumerable.Range(0, 3).Select(i => new FleetPart([.. whole.Processes.Where(p => p.Key.Pid % 3 == i)], [], []))];
        var query = MadeFleet.Query(QueryTarget.Processes, "sort=-rss", "limit=8");
        var (one, joined) = (new List<string>(), new List<string>());
        for (var after = query; ;)
        {
            var page = FleetQueries.Join([.. parts.Select(p => FleetQueries.Processes(p, after))], after);
            Assert.Equal(100, page.Total);
            joined.AddRange(page.Items.Select(p => p.Key.ToString()));
            if (page.NextCursor is null) break;
            after = MadeFleet.Query(QueryTarget.Processes, "sort=-rss", "limit=8", $"cursor={page.NextCursor}");
        }

        one.AddRange(Walk(whole, query));
        Assert.Equal(one, joined);
    }

    [Fact]
    public void ACursorOfAnotherSortIsRefused()
    {
        var cursor = FleetQueries.Processes(Part(20), MadeFleet.Query(QueryTarget.Processes, "sort=heap", "limit=5")).NextCursor;
        Assert.Equal("cursor", Assert.Single(MadeFleet.Faults(QueryTarget.Processes, "sort=rss", $"cursor={cursor}")).Field);
    }

    [Fact]
    public void ResolvedFindingsAreListedWhenTheyAreAskedFor()
    {
        var process = MadeFleet.Process(1);
        var (open, resolved) = (MadeFleet.Finding("A", process), MadeFleet.Finding("B", process) with { State = FindingState.Resolved });
        var part = new FleetPart([process], [open, resolved], []);
        Assert.Equal(["A"], Types(part));
        Assert.Equal(["B"], Types(part, "state=resolved"));
        Assert.Equal(["A", "B"], Types(part, "state=*").Order());
    }

    [Fact]
    public void WhatIsNewSinceAVersionOrATimeCanBeAsked()
    {
        var process = MadeFleet.Process(1, version: "1.10.0");
        var late = MadeFleet.Now.AddMinutes(-30).ToUnixTimeMilliseconds();
        var (old, recent) = (MadeFleet.Finding("A", process) with { FirstVersion = "1.9.0" }, MadeFleet.Finding("B", process) with { StateSinceUnixMilliseconds = late });
        var part = new FleetPart([process], [old, recent], []);
        Assert.Equal(["B"], Types(part, "newSinceVersion=1.10.0"));
        Assert.Equal(["B"], Types(part, "newSince=1h"));
        Assert.Empty(Types(part, "newSince=10m"));
    }

    [Fact]
    public void TypesAreSummedOverServices()
    {
        static ProcessSummary With(int pid, string service, bool grows) =>
            MadeFleet.Process(pid, service) with { Types = [new TypeSummary("Acme.Order", "Shop", 10, 1000, grows ? 500 : 0, grows), new TypeSummary("System.String", "", 5, 50, 0, false)] };
        ProcessSummary[] processes = [With(1, "a", true), With(2, "a", true), With(3, "b", false)];
        var part = new FleetPart(processes, [], []);
        var page = FleetQueries.Types(part, MadeFleet.Query(QueryTarget.Types, "state=growing"));
        var type = Assert.Single(page.Items);
        Assert.Equal(("Acme.Order", 3, 2, 30L, 3000L, 1000.0), (type.Type, type.Processes, type.Growing, type.Count, type.Bytes, type.BytesPerHour));
        Assert.Equal(["a", "b"], type.Services);
        Assert.Contains(page.Partial, p => p.Code == "types-summarised");
        FleetPart[] halves = [new(processes[..1], [], []), new(processes[1..], [], [])];
        var query = MadeFleet.Query(QueryTarget.Types);
        Assert.Equivalent(FleetQueries.Types(part, query).Items, FleetQueries.TypePage([.. halves.Select(p => FleetQueries.TypeSums(p, query))], query, []).Items);
    }

    [Fact]
    public void GroupsCountWhatHasEachValue()
    {
        var part = new FleetPart([MadeFleet.Process(1, node: "n1", finding: MadeFleet.Leak("A")), MadeFleet.Process(2, node: "n1"), MadeFleet.Process(4, node: "n2")], [], []);
        var groups = FleetQueries.Groups(part, MadeFleet.Query(QueryTarget.Processes, "group=node")).Items;
        Assert.Equal([("n1", 2, 1, 3000L), ("n2", 1, 0, 4000L)], groups.Select(g => (g.Value, g.Count, g.Leaking, g.HeapBytes)));
    }

    [Fact]
    public void AServiceIsTheSumOfItsReplicas()
    {
        var (a, b) = (MadeFleet.Process(1, finding: MadeFleet.Leak("A")), MadeFleet.Process(2, version: "0.9"));
        var part = new FleetPart([a, b, MadeFleet.Process(3, "other")], [MadeFleet.Finding("A", a)], []);
        var service = Assert.Single(FleetQueries.Services(part, MadeFleet.Query(QueryTarget.Services, "service=shop")).Items);
        Assert.Equal((2, 1, 1, 1000.0, 3000L), (service.Replicas, service.Leaking, service.OpenFindings, service.BytesPerHour, service.HeapBytes));
        Assert.Equal(["0.9", "1.0"], service.Versions.Select(v => v.Version));
        Assert.Equal("shop", FleetQueries.Services(part, ListQuery.All(QueryTarget.Services)).Items[0].Service);
    }

    private static FleetPart Part(int count) => new(
        [.. Enumerable.Range(1, count).Select(i => MadeFleet.Process(i, $"service-{i % 7}", node: $"node-{i % 11}", finding: i % 5 == 0 ? MadeFleet.Leak("A", i) : null))],
        [], []);

    private static List<string> Walk(FleetPart part, ListQuery query)
    {
        var seen = new List<string>();
        while (true)
        {
            var page = FleetQueries.Processes(part, query);
            seen.AddRange(page.Items.Select(p => p.Key.ToString()));
            if (page.NextCursor is null) return seen;
            query = MadeFleet.Query(QueryTarget.Processes, [.. query.ToParameters().Where(p => p.Key != "cursor").Select(p => $"{p.Key}={p.Value}"), $"cursor={page.NextCursor}"]);
        }
    }

    private static IEnumerable<string> Types(FleetPart part, params string[] parameters) =>
        FleetQueries.Findings(part, MadeFleet.Query(QueryTarget.Findings, parameters)).Items.Select(f => f.Type);
}
