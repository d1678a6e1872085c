namespace LeakFleet.Fleet.Tests.Queries;

public sealed class QueryFilterTests
{
    [Theory]
    [InlineData("service=checkout", "service=checkout")]
    [InlineData("  service=checkout\tnode!=node-7 ", "service=checkout node!=node-7")]
    [InlineData("type=\"Dictionary<*, Acme.Order>*\"", "type=\"Dictionary<*, Acme.Order>*\"")]
    [InlineData("type=a=b label.team=pay", "type=a=b label.team=pay")]
    [InlineData("order cart service=shop", "service=shop search=order search=cart")]
    [InlineData("type=\"say \\\"x\\\"\"", "type=\"say \\\"x\\\"\"")]
    [InlineData("", "")]
    public void AFilterReadsBackAsItIsWritten(string text, string written)
    {
        var filter = QueryFilter.Parse(text, QueryTarget.Findings, out var faults);
        Assert.Empty(faults);
        Assert.Equal(written, filter!.ToString());
        Assert.Equal(written, QueryFilter.Parse(written, QueryTarget.Findings, out _)!.ToString());
    }

    [Theory]
    [InlineData("sevice=checkout", "sevice", "no field")]
    [InlineData("kind=leaky", "kind", "managed-type")]
    [InlineData("state=exited", "state", "open, regressed, resolved")]
    [InlineData("service=", "service", "empty")]
    [InlineData("service=\"a", "filter", "not closed")]
    [InlineData("service=a service!=a", "service", "nothing can match")]
    [InlineData("state!=open state!=re*", "state", "nothing can match")]
    [InlineData("type=********************************************", "type", "wildcards")]
    [InlineData("label.=x", "label.", "no field")]
    public void WhatIsNoFilterIsToldByItsField(string text, string field, string reason)
    {
        Assert.Null(QueryFilter.Parse(text, QueryTarget.Findings, out var faults));
        var fault = Assert.Single(faults);
        Assert.Equal(field, fault.Field);
        Assert.Contains(reason, fault.Reason);
    }

    [Fact]
    public void AllFaultsAreToldAtOnce()
    {
        var faults = MadeFleet.Faults(QueryTarget.Findings, "sevice=x", "kind=y", "limit=0", "sort=size", "from=tomorrow", "cursor=!", "group=color");
        Assert.Equal(["sevice", "kind", "sort", "limit", "group", "from", "cursor"], faults.Select(f => f.Field));
    }

    [Fact]
    public void EveryBoundIsToldByItsName()
    {
        Assert.Contains("4096", Assert.Single(MadeFleet.Faults(QueryTarget.Findings, "filter=" + new string('x', 5000))).Reason);
        Assert.Contains("512", Assert.Single(MadeFleet.Faults(QueryTarget.Findings, "type=" + new string('x', 600))).Reason);
        Assert.Contains("32", Assert.Single(MadeFleet.Faults(QueryTarget.Findings, [.. Enumerable.Range(0, 40).Select(i => $"service=s{i}")])).Reason);
    }

    [Theory]
    [InlineData("from=2026-01-02", "to=2026-01-01", "from")]
    [InlineData("from=2222-01-01", "sort=since", "from")]
    [InlineData("newSince=2222-01-01", "sort=since", "newSince")]
    [InlineData("limit=5", "limit=6", "limit")]
    public void RangesThatHoldNothingAreRefused(string one, string other, string field) =>
        Assert.Contains(MadeFleet.Faults(QueryTarget.Findings, one, other), f => f.Field == field);

    [Fact]
    public void AWildcardIgnoresCaseAndANameDoesNot()
    {
        var process = MadeFleet.Process(1, "Checkout");
        Assert.True(ItemMatch.Matches(Filter("service=check*"), process));
        Assert.True(ItemMatch.Matches(Filter("service=Checkout"), process));
        Assert.False(ItemMatch.Matches(Filter("service=checkout"), process));
        Assert.False(ItemMatch.Matches(Filter("service!=CHECK*"), process));
    }

    [Fact]
    public void OneProcessMustHaveAllThatIsAskedOfProcesses()
    {
        var (a, b) = (MadeFleet.Process(1, node: "n1", labels: ("team", "red")), MadeFleet.Process(2, node: "n2", labels: ("team", "blue")));
        var finding = MadeFleet.Finding("Acme.Order", a, b);
        var part = new FleetPart([a, b], [finding], []);
        Assert.True(ItemMatch.Matches(Findings("node=n1 label.team=red"), finding, part));
        Assert.False(ItemMatch.Matches(Findings("node=n1 label.team=blue"), finding, part));
        Assert.True(ItemMatch.Matches(Findings("node=n1 node=n3"), finding, part));
        Assert.True(ItemMatch.Matches(Findings("ORDER shop"), finding, part));
        Assert.False(ItemMatch.Matches(Findings("order gateway"), finding, part));
    }

    [Theory]
    [InlineData("CHECK", true)]
    [InlineData("2.4.1-RC", true)]
    [InlineData("Node-17", true)]
    [InlineData("node-17~0123456789abcdef0123456789abcdef~4711", true)]
    [InlineData("ärger", true)]
    [InlineData("acme.ORDER", true)]
    [InlineData("managed-type", true)]
    [InlineData("acme.order team", false)]
    [InlineData("checkout2.4.1", false)]
    [InlineData("team", false)]
    public void AWordIsFoundInWhateverCaseWithinOneField(string words, bool isFound)
    {
        var process = MadeFleet.Process(4711, "Checkout", "2.4.1-rc", "node-17", MadeFleet.Leak("Acme.Order"), ("team", "Ärger"));
        Assert.Equal(isFound, ItemMatch.Matches(Filter(words), process));
    }

    [Fact]
    public void AFingerprintIsFoundByAllOfIt()
    {
        var leak = MadeFleet.Leak("Acme.Order");
        var process = MadeFleet.Process(1, finding: leak);
        Assert.True(ItemMatch.Matches(Filter(leak.Fingerprint.ToUpperInvariant()), process));
        Assert.False(ItemMatch.Matches(Filter(leak.Fingerprint[1..]), process));
    }

    [Fact]
    public void AProcessThatChangedIsSearchedAsItIsNow()
    {
        var before = MadeFleet.Process(1, "shop");
        Assert.True(ItemMatch.Matches(Filter("shop"), before));
        var after = before with { Service = "store" };
        Assert.False(ItemMatch.Matches(Filter("shop"), after));
        Assert.True(ItemMatch.Matches(Filter("store"), after));
        Assert.Equal(before, after with { Service = "shop" });
    }

    [Fact]
    public void AQueryPassedOnAsParametersIsTheSameQuery()
    {
        var query = MadeFleet.Query(
            QueryTarget.Findings, "service=a", "type!=B*", "search=x y", "sort=-since", "group=node", "from=24h", "newSince=1h", "newSinceVersion=1.4", "limit=7");
        var again = ListQueryReader.Read(query.ToParameters(), QueryTarget.Findings, MadeFleet.Now.AddHours(1), out var faults);
        Assert.Empty(faults);
        Assert.Equal(query.ToParameters(), again!.ToParameters());
        Assert.Equal(MadeFleet.Now.AddHours(-24), again.From);
    }

    private static QueryFilter Filter(string text) => QueryFilter.Parse(text, QueryTarget.Processes, out _)!;

    private static QueryFilter Findings(string text) => QueryFilter.Parse(text, QueryTarget.Findings, out _)!;
}
